/** What the list is narrowed to: read from addresses, kept in views, and told of a conversation as the API would. */
import { describe, expect, test } from '@jest/globals';
import type { Conversation, Me } from '../../client/schema.ts';
import { VIEWS } from '../../web/src/features/conversation/views.ts';
import { filterOf, fits, isSame, placeOf, readNarrowed } from '../../web/src/features/inbox/tools/narrowed.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const MINUTE = 60_000;
const ME = { id: 'me', name: 'Mia', role: 'AGENT', tenantId: 't' } satisfies Me;
const later = (minutes: number): string => new Date(NOW + minutes * MINUTE).toISOString();
const QUEUE = '00000000-0000-4000-8000-000000000001';

const ONE = {
  state: 'queued',
  agentId: null,
  queueId: QUEUE,
  unread: 1,
  number: { id: QUEUE },
  contact: { tags: ['vip'], name: 'Ada López', username: null, waId: '34600111222' },
  lastMessage: { preview: 'Where is my bike?' },
  window: { expiresAt: later(30) },
  sla: [{ target: 'first_response', dueAt: later(10), warnsAt: null, remainingMs: null, breached: false }],
} as unknown as Conversation;

describe('a conversation', () => {
  test.each([
    { agentId: 'none' },
    { queueId: QUEUE },
    { tag: 'vip' },
    { unread: true },
    { state: ['queued'] },
    { sla: 'due' },
    { window: 'open' },
    { window: 'closing' },
    { text: 'LÓPEZ' },
    { text: 'my bike' },
    { text: '+34 600 111' },
  ] as const)('fits %j', only => {
    expect(fits(readNarrowed(only), ONE, ME, NOW)).toBe(true);
  });

  test.each([
    { agentId: 'me' },
    { queueId: QUEUE.replace('1', '2') },
    { tag: 'late' },
    { state: ['closed'] },
    { sla: 'breached' },
    { window: 'closed' },
    { text: 'Bob' },
    { tag: 'vip', text: 'Bob' },
  ] as const)('does not fit %j', only => {
    expect(
      fits(readNarrowed({ ...only, queueId: 'queueId' in only ? QUEUE.slice(0, -1) + '2' : undefined }), ONE, ME, NOW),
    ).toBe(false);
  });

  test('that is read does not fit what is unread, and one whose window ends later does not close', () => {
    expect(fits({ unread: true }, { ...ONE, unread: 0 }, ME, NOW)).toBe(false);
    expect(fits({ window: 'closing' }, { ...ONE, window: { open: true, expiresAt: later(180) } }, ME, NOW)).toBe(false);
    expect(fits({ window: 'closed' }, { ...ONE, window: { open: false, expiresAt: null } }, ME, NOW)).toBe(true);
  });
});

test('an address says nothing that makes no sense', () => {
  expect(
    readNarrowed({ tag: '', sla: 'x', window: 1, unread: 'yes', state: ['erased', 'gone'], agentId: 'you' }),
  ).toEqual({});
  expect(readNarrowed({ tag: 2026, other: 'x', text: ' a ' })).toEqual({ tag: '2026', text: 'a' });
});

describe('a saved view', () => {
  test.each(
    VIEWS.filter(view => view !== 'mentions').flatMap(view =>
      [{}, { tag: 'vip', unread: true }].map(only => [view, only] as const),
    ),
  )('of %s, narrowed to %j, leads back there', (view, only) => {
    const filter = filterOf(view, only)!;
    const place = placeOf(filter);
    expect(place).toEqual({ view, only: Object.keys(only).length === 0 ? undefined : only });
    expect(isSame(filterOf(place.view, place.only ?? {})!, filter)).toBe(true);
  });

  test('keeps no text, and of mentions there is none', () => {
    expect(filterOf('all', { text: 'Ada', tag: 'vip' })).toEqual({ tag: 'vip' });
    expect(filterOf('mentions', {})).toBeNull();
  });

  test('of states that no view has is all, narrowed to them', () => {
    const filter = { state: ['queued' as const, 'closed' as const], agentId: 'me' as const };
    expect(placeOf(filter)).toEqual({ view: 'all', only: filter });
  });
});
