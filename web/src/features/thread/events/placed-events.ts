import type { Message } from '../../../lib/api/types.ts';
import type { ToldEvent } from './event-types.ts';

/** What happened before each message, by the message's id, and after the last one (null). */
export type PlacedEvents = ReadonlyMap<string | null, readonly ToldEvent[]>;

/** A message that begins a conversation came with it: both have the same moment. */
const BEGINS: ReadonlySet<string> = new Set(['opened', 'reopened']);

/** With a moment at which the window opened again: at the contact's first message after it had closed. */
function withOpenings(events: readonly ToldEvent[], messages: readonly Message[]): readonly ToldEvent[] {
  return events.flatMap((event, place) => {
    if (event.type !== 'window_expired') return [event];
    const ends = events.slice(place + 1).find(({ type }) => type === 'window_expired');
    const first = messages.find(
      ({ direction, receivedAt }) =>
        direction === 'inbound' && receivedAt > event.at && (ends === undefined || receivedAt < ends.at),
    );
    if (first === undefined) return [event];
    const actor = { kind: 'contact', id: null };
    return [event, { seq: event.seq + 0.5, type: 'window_opened', at: first.receivedAt, actor, data: {} } as const];
  });
}

/**
 * Where events stand among messages: before the first one that came later.
 * @param messages the oldest first, as far as they are loaded.
 * @param events in order.
 * @param isWhole whether there are no older messages; else what happened before the first of these is left out.
 */
export function placedEvents(
  messages: readonly Message[],
  events: readonly ToldEvent[],
  isWhole: boolean,
): PlacedEvents {
  const placed = new Map<string | null, ToldEvent[]>();
  const [first] = messages;
  let place = 0;
  const inTime = [...withOpenings(events, messages)].sort((a, b) =>
    a.at === b.at ? a.seq - b.seq : a.at < b.at ? -1 : 1,
  );
  for (const event of inTime) {
    if (!isWhole && (first === undefined || event.at < first.receivedAt)) continue;
    const isAfter = ({ receivedAt }: Message): boolean =>
      BEGINS.has(event.type) || event.type === 'window_opened' ? receivedAt >= event.at : receivedAt > event.at;
    while (place < messages.length && !isAfter(messages[place] as Message)) place += 1;
    const before = messages[place]?.id ?? null;
    placed.set(before, [...(placed.get(before) ?? []), event]);
  }
  return placed;
}
