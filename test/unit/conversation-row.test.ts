/** The table of columns: a state that is written is read back unchanged. */
import { describe, expect, test } from '@jest/globals';
import { PRIORITY_BOOST_MS } from '../../domain/acd/match.ts';
import { earliestDue } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { statements } from '../../store/db/statement.ts';
import { CONVERSATION, WRITTEN_COLUMNS, stateOf, stateRow } from '../../store/conversation/rows.ts';
import '../../store/conversation/write.ts';

const FULL: ConversationState = {
  phase: 'active',
  lastSeq: 7,
  queueId: 'queue',
  agentId: 'agent',
  offerId: 'offer',
  broadcast: [{ offerId: 'o2', agentId: 'b', weight: 1 }],
  assignmentId: 'assignment',
  weight: 2,
  priority: 3,
  enqueuedAt: 11_000,
  needs: [{ skillId: 'skill', level: 2 }],
  step: 1,
  stepAt: 12_000,
  maxWaitAt: 13_000,
  offerExpiresAt: 14_000,
  matchRetryAt: 15_000,
  wrapUpEndsAt: 16_000,
  snoozedUntil: 17_000,
  idleAt: 18_000,
  idleReminded: true,
  sla: [{ target: 'resolution', dueAt: 19_000, warnsAt: null, remainingMs: null, breached: false }],
  ai: {
    mode: 'answer',
    epoch: 1,
    assists: false,
    quietMs: 1,
    capMs: 2,
    deadlineMs: 3,
    lastTurn: 1,
    turn: null,
    answers: 1,
    unresolved: 0,
    handedOver: false,
  },
  windowExpiresAt: 20_000,
  windowWarnsAt: 21_000,
  windowExpiryNoted: true,
  archiveAt: 22_000,
  retentionAt: 23_000,
  sends: [{ messageId: 'm', attemptId: 'a', attempt: 'PREPARED', notBefore: null, deadline: null }],
  receiptMessageId: 'receipt',
  survey: {
    askAt: null,
    agentId: 'agent',
    askedAt: 24_000,
    messageId: 'question',
    language: 'en',
    rating: 4,
    ratedAt: 25_000,
    commentUntil: 26_000,
    commentId: null,
  },
};

/** As PostgreSQL answers what was written. */
const stored = (state: ConversationState) =>
  Object.fromEntries(
    Object.entries(stateRow(state)).map(([column, value]) => [
      column,
      WRITTEN_COLUMNS[column]?.name === 'timestamptz' && value !== null ? new Date(value as string) : value,
    ]),
  ) as Parameters<typeof stateOf>[0];

describe('a conversation’s row', () => {
  test.each([
    ['with nothing in it', INITIAL_STATE],
    ['with something in every field', FULL],
  ])('%s holds its state', (_, state) => {
    expect(stateOf(stored(state))).toEqual(state);
  });

  test('has a column for every field, and two that follow from the state', () => {
    for (const value of Object.values(FULL)) expect(value).not.toBeNull();
    expect(Object.keys(WRITTEN_COLUMNS)).toHaveLength(Object.keys(INITIAL_STATE).length + 2);
    const row = stateRow(FULL);
    expect(row['wait_key']).toBe(new Date(11_000 - 3 * PRIORITY_BOOST_MS).toISOString());
    expect(row['due_at']).toBe(new Date(earliestDue(FULL)!).toISOString());
  });

  test('is read with all that is written, but for when its timer is due', () => {
    for (const column of Object.keys(WRITTEN_COLUMNS).filter(each => each !== 'due_at'))
      expect(Object.keys(CONVERSATION)).toContain(column);
  });

  test('is written in each of its columns when it is new, and when it changes', () => {
    const { sql } = statements().find(({ name }) => name === 'conversation_write')!;
    const [, insert] = /INSERT INTO conversation \(([^)]*)\)/.exec(sql)!;
    const [, update] = /UPDATE conversation c\s+SET([\s\S]*?)FROM r/.exec(sql)!;
    for (const column of Object.keys(WRITTEN_COLUMNS)) {
      expect(insert!.split(',').map(each => each.trim())).toContain(column);
      expect(update).toMatch(new RegExp(`\\b${column} = (nullif\\()?r\\.${column}\\b`));
    }
  });
});
