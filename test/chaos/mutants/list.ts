/** A fault of one line, and the tests that must see it. */
export interface Mutant {
  /** The guard that is gone. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
  /** Which of their tests; by default all. */
  readonly named?: string;
}

export const MUTANTS: readonly Mutant[] = [
  { name: 'the AI speaks although somebody stepped in', file: 'store/ai/turn.ts', from: 'if (row === null || turnRefusal(stateOf(row), number) !== null) return', to: 'if (row === null) return', tests: ['test/database/ai-interleavings'] },
  { name: 'a turn that was answered stays open, so a second try answers again', file: 'domain/conversation/fold.ts', from: 'ai: { ...ai, turn: null, answers:', to: 'ai: { ...ai, answers:', tests: ['test/database/ai-interleavings'] },
  { name: 'the contact’s next message leaves the turn before it current', file: 'domain/ai/turns.ts', from: 'number: ai.lastTurn + 1, kind', to: 'number: ai.turn?.number ?? ai.lastTurn + 1, kind', tests: ['test/database/ai-interleavings'] },
  { name: 'a conversation is read without its lock', file: 'store/conversation/transition.ts', from: 'AND tenant_id = ${unit.tenantId}::uuid FOR NO KEY UPDATE`;', to: 'AND tenant_id = ${unit.tenantId}::uuid`;', tests: ['test/engine/races'] },
  { name: 'an agent takes more than there is room for', file: 'store/acd/effects.ts', from: 'AND (${delta}::int <= 0 OR a.used + ${delta}::int <= a.room)`', to: '`', tests: ['test/engine/races'] },
  { name: 'an offer that is over can be accepted', file: 'domain/conversation/decide/routing.ts', from: "return refused ?? accept({ type: 'offer_accepted'", to: "return accept({ type: 'offer_accepted'", tests: ['test/engine/races'] },
  { name: 'an agent accepts what was offered to another', file: 'domain/conversation/decide/routing.ts', from: 'return offered === agentId ? null : refuse(', to: 'return offered !== null ? null : refuse(', tests: ['test/unit/offers'] },
  { name: 'an attempt that is on its way is begun again', file: 'domain/conversation/decide/sends.ts', from: "|| send.attempt !== 'PREPARED') return refuse('attempt_not_current');\n  if (send.notBefore", to: ") return refuse('attempt_not_current');\n  if (send.notBefore", tests: ['test/database/send-once'] },
  { name: 'the relay takes what another one holds', file: 'workers/relay/outbox.ts', from: '(lease_until IS NULL OR lease_until < $3) AND quarantined_at', to: '$3::timestamptz IS NOT NULL AND quarantined_at', tests: ['test/database/outbox'] },
  { name: 'a relay settles what passed to another one', file: 'workers/relay/outbox.ts', from: 'AND lease_token = $2 ORDER BY conversation_id FOR UPDATE', to: 'AND $2::uuid IS NOT NULL ORDER BY conversation_id FOR UPDATE', tests: ['test/database/outbox'] },
  { name: 'a timer is not set again when its deadline comes nearer', file: 'workflows/conversation/alarm.ts', from: 'this.#at !== null && this.#at <= at', to: 'this.#at !== null', tests: ['test/engine/time', 'test/engine/promises'] },
  { name: 'who missed a conversation may never have it again', file: 'domain/conversation/plan.ts', from: "  if (state.phase === 'queued') add(state.matchRetryAt,", to: "  if (state.phase === 'snoozed') add(state.matchRetryAt,", tests: ['test/engine/acd-histories'] },
  { name: 'who missed a conversation is asked again at once', file: 'domain/acd/match.ts', from: "if (excludedAgentIds.includes(agent.agentId)) return 'excluded';", to: '', tests: ['test/engine/acd-histories'] },
  { name: 'an agent without the skill is asked', file: 'domain/acd/match.ts', from: '(skills[need.skillId] ?? 0) >= need.level', to: '(skills[need.skillId] ?? 0) >= 0', tests: ['test/engine/acd-histories'] },
  { name: 'whoever becomes free asks for no match', file: 'store/acd/effects.ts', from: 'if (queueIds.length > 0 || freed.length > 0) await', to: 'if (queueIds.length > 0) await', tests: ['test/engine/acd-histories'] },
  { name: 'the fold forgets until when an offer stands', file: 'domain/conversation/fold.ts', from: 'return { broadcast: event.data.offers, offerExpiresAt: event.data.expiresAt,', to: 'return { broadcast: event.data.offers, offerExpiresAt: null,', tests: ['test/engine/acd-histories'] },
  { name: 'the row forgets a field of the state', file: 'store/conversation/write.ts', from: 'archive_at: iso(state.archiveAt),', to: 'archive_at: null,', tests: ['test/engine/histories'] },
  { name: 'a late status takes back a later one', file: 'domain/whatsapp/status.ts', from: 'best === null || RANK[status] > RANK[best]', to: 'best === null || status !== best', tests: ['test/unit/rules'] },
  { name: 'a status that settles an unknown send is not told', file: 'store/inbound/statuses.ts', from: "if (failed || target.attempt_state === 'UNKNOWN') conversations", to: 'if (failed) conversations', tests: ['test/engine/sends'], named: 'accept_then_' },
  { name: 'the cap on tokens is looked at without what is reserved', file: 'store/ai/usage.ts', from: 'tokens + reserved_tokens + ${tokens} <= ${tokenCap}', to: 'tokens + ${tokens} <= ${tokenCap}', tests: ['test/database/ai-safety'], named: 'cap of tokens' },
];
