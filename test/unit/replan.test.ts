/** New settings for conversations that live: what is due afterwards can be done. */
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { Anchor } from '../../domain/acd/replan.ts';
import { ANCHORS, replan } from '../../domain/acd/replan.ts';
import { NO_SERVICE_LEVELS } from '../../domain/acd/sla.ts';
import * as decide from '../../domain/conversation/decide.ts';
import type { Decision } from '../../domain/conversation/decide.ts';
import type { ConversationEvent, NewEvent } from '../../domain/conversation/events.ts';
import { apply, foldAll } from '../../domain/conversation/fold.ts';
import type { Command } from '../../domain/conversation/plan.ts';
import { deadlines } from '../../domain/conversation/plan.ts';
import type { ConversationPolicy, QueuePolicy } from '../../domain/conversation/settings.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE, PHASES, isOpen } from '../../domain/conversation/state.ts';
import { legalLogs } from '../support/legal-logs.ts';

const DAY = 24 * 60 * 60 * 1000;
const policy: ConversationPolicy = {
  version: 7,
  reopenWithinMs: DAY,
  archiveAfterMs: DAY,
  windowWarningMs: 60 * 60 * 1000,
  retentionMs: 30 * DAY,
};
const queue: QueuePolicy = {
  id: 'q',
  acceptTimeoutMs: 30_000,
  wrapUpMs: 60_000,
  weight: 1,
  broadcast: 1,
  excludeMs: 60_000,
  steps: [{ afterMs: 1_000, action: 'close', text: null }],
  maxWait: { afterMs: 2_000, action: 'close', text: null },
  idle: { remindAfterMs: 1_000, reminder: 'Are you there?', closeAfterMs: 1_000, farewell: null },
};
const inForce = { policy, queue, service: NO_SERVICE_LEVELS };

/** What a deadline comes to, of the commands that only the state decides. */
function decided(state: ConversationState, command: Command, at: number): Decision | null {
  switch (command.kind) {
    case 'noteWindowExpiring':
      return decide.noteWindowExpiring(state, at, policy);
    case 'noteWindowExpired':
      return decide.noteWindowExpired(state, at);
    case 'archive':
      return decide.archive(state, at);
    case 'deleteContent':
      return decide.deleteContent(state, at, at, null);
    case 'erase':
      return decide.erase(state);
    case 'endWrapUp':
      return decide.endWrapUp(state, at, policy);
    case 'endIdle':
      return decide.endIdle(state, at, queue, policy);
    case 'widen':
      return decide.widen(state, at, queue, policy, null);
    case 'endWait':
      return decide.endWait(state, at, queue, policy, null);
    case 'retryMatch':
      return decide.retryMatch(state, at, null);
    case 'expireOffer':
      return decide.expireOffer(state, command.offerId, at, queue, null);
    case 'warnSla':
      return decide.warnSla(state, command.target, at);
    case 'breachSla':
      return decide.breachSla(state, command.target, at);
    default:
      return null;
  }
}

/** @throws IllegalEventError */
const after = (state: ConversationState, events: readonly NewEvent[]): ConversationState =>
  events.reduce(
    (now, event) =>
      apply(now, { ...event, seq: now.lastSeq + 1, at: 0, prevWakeSeq: now.lastSeq } as ConversationEvent),
    state,
  );

test('whatever has happened, each deadline of new settings can be met', () => {
  fc.assert(
    fc.property(
      legalLogs.map(log => log.filter(({ type }) => type !== 'policy_applied')),
      log => {
        const before = foldAll(log.map((event, index) => ({ ...event, seq: index + 1 })));
        const anchors = log.filter((event): event is Anchor => (ANCHORS as readonly string[]).includes(event.type));
        const state = after(before, before.phase === 'erased' ? [] : replan(before, anchors, inForce, 0));
        for (const { at, command } of deadlines(state)) {
          const decision = decided(state, command, at);
          if (decision !== null && !decide.isRefusal(decision)) after(state, decision.events);
        }
      },
    ),
  );
});

describe('the warning before the window closes', () => {
  const at = 10 * DAY;
  const talked = { ...INITIAL_STATE, lastSeq: 5, queueId: 'q', windowExpiresAt: at + DAY, retentionAt: at };

  test.each(PHASES.filter(phase => phase !== 'erased'))('is planned while the conversation is open: %s', phase => {
    const state = after({ ...talked, phase }, replan({ ...talked, phase }, [], inForce, at));
    expect(state.windowWarnsAt).toBe(isOpen(phase) ? at + DAY - policy.windowWarningMs : null);
  });

  test('that was planned for a closed one is taken away, and nobody is warned', () => {
    const state = { ...talked, phase: 'closed', windowWarnsAt: at, archiveAt: at + DAY } as const;
    const decision = decide.noteWindowExpiring(state, at, policy);
    if (decide.isRefusal(decision)) throw new Error(decision.refused);
    expect(after(state, decision.events)).toEqual({ ...state, lastSeq: 6, windowWarnsAt: null });
  });
});
