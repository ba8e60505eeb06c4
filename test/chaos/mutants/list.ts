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
  /** That something does not happen is the fault itself, so a test that waits for it in vain has seen it. */
  readonly byTime?: boolean;
}

/**
 * Not here: a statement's own `tenant_id`. Row-level security stands behind each of them, so no test sees one missing; what
 * that wall rests on, the tenant a connection is set to, is here.
 */
export const MUTANTS: readonly Mutant[] = [
  { name: 'the AI speaks although somebody stepped in', file: 'store/ai/turn.ts', from: 'if (row === null || turnRefusal(stateOf(row), number) !== null) return', to: 'if (row === null) return', tests: ['test/database/ai-interleavings'] },
  { name: 'a turn that was answered stays open, so a second try answers again', file: 'domain/conversation/fold.ts', from: 'ai: { ...ai, turn: null, answers:', to: 'ai: { ...ai, answers:', tests: ['test/database/ai-interleavings'] },
  { name: 'the contact’s next message leaves the turn before it current', file: 'domain/ai/turns.ts', from: 'number: ai.lastTurn + 1, kind', to: 'number: ai.turn?.number ?? ai.lastTurn + 1, kind', tests: ['test/database/ai-interleavings'] },
  { name: 'a log-in tries as many passwords as there are people', file: 'api/auth/log-in.ts', from: 'place < (tenantId === undefined ? LOGINS_AT_MOST : 1)', to: 'place < logins.length', tests: ['test/api/log-in'] },
  { name: 'a socket names what left before it began', file: 'api/ws/feed.ts', from: ' AND NOT pg_visible_in_snapshot(xid::text::xid8, ${known}::pg_snapshot)', to: '', tests: ['test/engine/sockets'], named: 'opens its socket while' },
  { name: 'a key reads every whisper', file: 'api/routes/access.ts', from: "principal.kind === 'user' && principal.role === 'TENANT_ADMIN' ? null", to: "principal.role === 'TENANT_ADMIN' ? null", tests: ['test/api/api-keys'] },
  { name: 'a conversation is read without its lock', file: 'store/conversation/transition.ts', from: 'c.id = $id AND c.tenant_id = (SELECT current_tenant()) FOR NO KEY UPDATE`', to: 'c.id = $id AND c.tenant_id = (SELECT current_tenant())`', tests: ['test/engine/races'] },
  { name: 'an agent takes more than there is room for', file: 'store/acd/effects.ts', from: ' AND ($delta <= 0 OR a.used + $delta <= a.room)`', to: '`', tests: ['test/engine/races'] },
  { name: 'an offer that is over can be accepted', file: 'domain/conversation/decide/routing.ts', from: "return refused ?? accept({ type: 'offer_accepted'", to: "return accept({ type: 'offer_accepted'", tests: ['test/engine/races'] },
  { name: 'an agent accepts what was offered to another', file: 'domain/conversation/decide/routing.ts', from: 'return offered === agentId ? null : refuse(', to: 'return offered !== null ? null : refuse(', tests: ['test/unit/offers'] },
  { name: 'an attempt that is on its way is begun again', file: 'domain/conversation/decide/sends.ts', from: "|| send.attempt !== 'PREPARED') return refuse('attempt_not_current');\n  if (send.notBefore", to: ") return refuse('attempt_not_current');\n  if (send.notBefore", tests: ['test/database/send-once'] },
  { name: 'the relay takes what another one holds', file: 'workers/relay/outbox.ts', from: '(lease_until IS NULL OR lease_until < $3) AND quarantined_at', to: '$3::timestamptz IS NOT NULL AND quarantined_at', tests: ['test/database/outbox'] },
  { name: 'what comes while a batch is delivered goes with it', file: 'workers/relay/outbox.ts', from: 'h.bumps = d.bumps AND d.were_all AS is_done', to: 'd.were_all AS is_done', tests: ['test/database/outbox'] },
  { name: 'a relay settles what passed to another one', file: 'workers/relay/outbox.ts', from: 'WHERE h.lease_token = $2 ORDER BY', to: 'WHERE $2::uuid IS NOT NULL ORDER BY', tests: ['test/database/outbox'] },
  { name: 'a timer is not set again when its deadline comes nearer', file: 'workflows/conversation/alarm.ts', from: 'this.#at !== null && this.#at <= at', to: 'this.#at !== null', tests: ['test/engine/time'], named: 'nobody accepts', byTime: true },
  { name: 'who missed a conversation may never have it again', file: 'domain/conversation/plan.ts', from: "  if (state.phase === 'queued') add(state.matchRetryAt,", to: "  if (state.phase === 'snoozed') add(state.matchRetryAt,", tests: ['test/engine/acd-histories'] },
  { name: 'who missed a conversation is asked again at once', file: 'domain/acd/match.ts', from: "if (excludedAgentIds.includes(agent.agentId)) return 'excluded';", to: '', tests: ['test/engine/acd-histories'] },
  { name: 'an agent without the skill is asked', file: 'domain/acd/match.ts', from: '(skills[need.skillId] ?? 0) >= need.level', to: '(skills[need.skillId] ?? 0) >= 0', tests: ['test/engine/acd-histories'] },
  { name: 'whoever becomes free asks for no match', file: 'store/acd/effects.ts', from: '...(queueIds.length > 0 || freed.length > 0 ?', to: '...(queueIds.length > 0 ?', tests: ['test/engine/acd-histories'] },
  { name: 'the fold forgets until when an offer stands', file: 'domain/conversation/fold.ts', from: 'return { broadcast: event.data.offers, offerExpiresAt: event.data.expiresAt,', to: 'return { broadcast: event.data.offers, offerExpiresAt: null,', tests: ['test/engine/acd-histories'] },
  { name: 'the row forgets a field of the state', file: 'store/conversation/write.ts', from: 'archive_at: iso(state.archiveAt),', to: 'archive_at: null,', tests: ['test/engine/histories'], byTime: true },
  { name: 'a late status takes back a later one', file: 'domain/whatsapp/status.ts', from: 'best = Math.max(best, DELIVERY_ORDER.findIndex(each => each === status))', to: 'best = DELIVERY_ORDER.findIndex(each => each === status)', tests: ['test/unit/rules'] },
  { name: 'a late status takes back a later one on the hot path', file: 'store/inbound/hot-statuses.ts', from: "coalesce(${placeOf('m.status')}, 0) < ${placeOf('v.status')}", to: "${placeOf('v.status')} > 0", tests: ['test/database/hot-statuses'] },
  { name: 'the hot path takes a status that settles a send', file: 'store/inbound/hot-statuses.ts', from: "other.state = 'UNKNOWN'", to: "other.state = 'NONE'", tests: ['test/engine/sends'], named: 'accept_then_(drop|reset)', byTime: true },
  { name: 'a status that settles an unknown send is not told', file: 'store/inbound/statuses.ts', from: "if (failed || target.state === 'UNKNOWN') conversations", to: 'if (failed) conversations', tests: ['test/engine/sends'], named: 'accept_then_(drop|reset)', byTime: true },
  { name: 'the cap on tokens is looked at without what is reserved', file: 'store/ai/usage.ts', from: 'u.tokens + u.reserved_tokens + $tokens <= ${tokenCap}', to: 'u.tokens + $tokens <= ${tokenCap}', tests: ['test/database/ai-safety'], named: 'cap of tokens' },
  { name: 'an answer goes out whatever is in it', file: 'domain/ai/gate.ts', from: 'const sources = [...cited, ...said];', to: 'if (reply.length > 0) return { ok: true, text: reply }; const sources = [...cited, ...said];', tests: ['test/database/ai-safety'], named: 'altered figures' },
  { name: 'an answer may name figures that nothing it cites has', file: 'domain/ai/gate.ts', from: 'if (figuresIn(reply).some(figure => !figures.has(figure))) return', to: 'if (figures.size < 0) return', tests: ['test/unit/ai-rules'] },
  { name: 'an answer may link to where nothing it cites links to', file: 'domain/ai/gate.ts', from: 'if (!isAllowed(link, cited, linkHosts)) return', to: 'if (link === reply) return', tests: ['test/database/ai-safety'], named: 'adv-fabricate' },
  { name: 'a connection keeps the tenant of the work before', file: 'store/database.ts', from: "SET LOCAL app.tenant_id", to: "SET app.tenant_id", tests: ['test/database/units'], named: 'no connection keeps a tenant' },
  { name: 'a unit that failed is kept', file: 'store/db/unit.ts', from: "await this.#connection.query('ROLLBACK')", to: "await this.#connection.query('COMMIT')", tests: ['test/database/units'] },
  { name: 'two let go of the same bytes without waiting for each other', file: 'store/media/holders.ts', from: 'pg_advisory_xact_lock(hashtextextended(${objectKey}, 1))', to: 'hashtextextended(${objectKey}, 1)', tests: ['test/engine/uploads'], named: 'let go' },
  { name: 'whoever comes online asks for no match', file: 'store/acd/presence.ts', from: "if (changed > 0 && presence === 'online') await", to: "if (changed < 0 && presence === 'online') await", tests: ['test/engine/routing'], named: 'who has waited longest', byTime: true },
  { name: 'a refused day keeps what its month has reserved', file: 'store/ai/usage.ts', from: 'if (taken?.month === true) await', to: 'if (taken === undefined) await', tests: ['test/database/ai-usage'] },
  { name: 'a delivery is taken unsigned', file: 'api/webhooks/receiver.ts', from: 'if (!isSigned(', to: 'if (bytes.length < 0 && !isSigned(', tests: ['test/api/webhook-fixtures'] },
  { name: 'the hot path forgets a field', file: 'store/inbound/hot-statements.ts', from: 'due_at = v.due_at', to: 'due_at = c.due_at', tests: ['test/database/hot-path'] },
  { name: 'the others’ offers stand although one of them has the conversation', file: 'domain/conversation/effects.ts', from: "...before.broadcast.filter(each => each !== uncharged).map(each => over(each, 'canceled', null)),", to: '', tests: ['test/engine/races'], named: 'offered to three' },
  { name: 'who is disabled at the same time agrees all the same', file: 'store/people/approvals.ts', from: 'AND id = ANY(${ids}::uuid[]) ORDER BY id FOR SHARE`;', to: 'AND id = ANY(${ids}::uuid[])`;', tests: ['test/engine/four-eyes'], named: 'while the request is under way' },
  { name: 'four eyes are switched on while the second administrator is disabled', file: 'store/people/approvals.ts', from: 'AND disabled_at IS NULL ORDER BY id FOR SHARE`).length', to: 'AND disabled_at IS NULL`).length', tests: ['test/engine/four-eyes'], named: 'on needs two administrators' },
  { name: 'two decide about a change of a template at once', file: 'store/template-changes.ts', from: 'AND id = ${id}::uuid FOR UPDATE`;', to: 'AND id = ${id}::uuid`;', tests: ['test/engine/four-eyes'], named: 'at once|too late' },
  { name: 'whoever made the key agrees to what it proposed', file: 'domain/people/four-eyes.ts', from: "kind === 'api_key' ? keyMaker : null", to: 'null', tests: ['test/unit/four-eyes', 'test/engine/four-eyes'] },
  { name: 'of two who change a password at once both do', file: 'store/people/users.ts', from: 'id: userId, passwordHash: hashes.before }', to: 'id: userId }', tests: ['test/engine/passwords'], named: 'at once' },
  { name: 'two replay one quarantined item', file: 'store/quarantine.ts', from: "AND state = 'waiting' FOR UPDATE`;", to: "AND state = 'waiting'`;", tests: ['test/api/replays'], named: 'by two at once' },
  { name: 'files of all tenants wait in one line', file: 'store/media/inspection/inspector.ts', from: '{ share: tenantId, signal,', to: '{ signal,', tests: ['test/unit/media-files'], named: 'have their turn' },
  { name: 'what comes out of an archive is not counted', file: 'activities/knowledge/extract/zip.ts', from: "if (this.#left < 0) throw new Unreadable('too_large');", to: '', tests: ['test/unit/bombs'], named: 'directory lies' },
];
