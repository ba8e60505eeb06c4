/** What the list is narrowed to: read from an address, told of a conversation, kept in a saved view. */
import type { Conversation, Me } from '../../../lib/api/types.ts';
import type { Narrowed, View } from '../../conversation/index.ts';
import { VIEWS, queryOf } from '../../conversation/index.ts';

type Filter = Omit<Narrowed, 'text'>;

export const SLAS = ['breached', 'due'] as const;
export const WINDOWS = ['open', 'closing', 'closed'] as const;
/** As the server has it (`store/views/conversation-filter.ts`). */
const DUE_MS = 15 * 60_000;
const CLOSING_MS = 2 * 3_600_000;
const LONGEST = 200;
const LONGEST_TAG = 50;
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const STATES: readonly Conversation['state'][] = [
  ...(['queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot', 'closed', 'archived'] as const),
];

/** A number in the address is what was written, too. */
function wordsIn(value: unknown, longest: number): string | undefined {
  const words = typeof value === 'number' ? String(value) : value;
  return typeof words === 'string' && words.trim() !== '' ? words.trim().slice(0, longest) : undefined;
}
const idIn = (value: unknown): string | undefined => (typeof value === 'string' && ID.test(value) ? value : undefined);
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find(each => each === value);

/** What an address says, as far as it makes sense. */
export function readNarrowed(only: object): Narrowed {
  const { agentId, queueId, numberId, tag, sla, window, unread, state, text } = only as Record<string, unknown>;
  const states = Array.isArray(state) ? STATES.filter(each => state.includes(each)) : [];
  return without({
    agentId: oneOf(['me', 'none'], agentId) ?? idIn(agentId),
    queueId: idIn(queueId),
    numberId: idIn(numberId),
    tag: wordsIn(tag, LONGEST_TAG),
    sla: oneOf(SLAS, sla),
    window: oneOf(WINDOWS, window),
    unread: unread === true ? true : undefined,
    state: states.length === 0 ? undefined : states,
    text: wordsIn(text, LONGEST),
  });
}

/** Without the fields that are left open. */
export const without = (narrowed: { readonly [Field in keyof Narrowed]?: Narrowed[Field] | undefined }): Narrowed =>
  Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined));

/** As the address has it; undefined: it is not narrowed at all. */
export const onlyOf = (narrowed: Narrowed): Narrowed | undefined =>
  Object.keys(narrowed).length === 0 ? undefined : narrowed;

const holds = <T>(wanted: T | undefined, condition: (wanted: T) => boolean): boolean =>
  wanted === undefined || condition(wanted);

/** Whether a conversation fits: the same that the API would say. @param now epoch milliseconds. */
export function fits(narrowed: Narrowed, conversation: Conversation, me: Me, now: number): boolean {
  const { agentId, queueId, number, contact, unread, state } = conversation;
  return [
    holds(narrowed.agentId, id => agentId === (id === 'none' ? null : id === 'me' ? me.id : id)),
    holds(narrowed.queueId, id => queueId === id),
    holds(narrowed.numberId, id => number.id === id),
    holds(narrowed.tag, tag => contact.tags.includes(tag)),
    holds(narrowed.unread, wanted => !wanted || unread > 0),
    holds(narrowed.state, states => states.includes(state)),
    holds(narrowed.sla, which => conversation.sla.some(clock => isSla(clock, which, now))),
    holds(narrowed.window, which => isWindow(conversation, which, now)),
    holds(narrowed.text, text => hasText(conversation, text)),
  ].every(Boolean);
}

function isSla(clock: Conversation['sla'][number], which: (typeof SLAS)[number], now: number): boolean {
  if (which === 'breached') return clock.breached;
  if (clock.breached || clock.dueAt === null) return false;
  return Date.parse(clock.dueAt) <= now + DUE_MS || (clock.warnsAt !== null && Date.parse(clock.warnsAt) <= now);
}

function isWindow({ window }: Conversation, which: (typeof WINDOWS)[number], now: number): boolean {
  const left = window.expiresAt === null ? 0 : Date.parse(window.expiresAt) - now;
  if (which === 'closed') return left <= 0;
  return left > 0 && (which === 'open' || left < CLOSING_MS);
}

function hasText({ contact, lastMessage }: Conversation, text: string): boolean {
  const digits = text.replace(/[\s()+./-]/g, '');
  if (/^\d{3,}$/.test(digits) && contact.waId?.includes(digits) === true) return true;
  const wanted = text.toLowerCase();
  return [contact.name, contact.username, lastMessage?.preview].some(
    each => each?.toLowerCase().includes(wanted) === true,
  );
}

/** What a saved view keeps of a list. Null: one cannot be kept, as where one is mentioned nothing else tells. */
export function filterOf(view: View, { text: _, ...narrowed }: Narrowed): Filter | null {
  const { mentioned, ...fields } = queryOf(view) as { mentioned?: boolean } & Filter;
  return mentioned === true ? null : { ...fields, ...narrowed };
}

const key = (value: unknown): string => JSON.stringify(Array.isArray(value) ? [...(value as string[])].sort() : value);

/** The view that has the same states, and what it is narrowed to; of others all, narrowed to the states, too. */
export function placeOf(filter: Filter): { readonly view: View; readonly only: Narrowed | undefined } {
  const { state, agentId, ...rest } = filter;
  const view = VIEWS.find(each => {
    const asked = queryOf(each) as { mentioned?: boolean } & Filter;
    if (asked.mentioned === true || key(asked.state) !== key(state)) return false;
    return asked.agentId === undefined || asked.agentId === agentId;
  });
  if (view === undefined) return { view: 'all', only: onlyOf(without({ ...rest, state, agentId })) };
  const isImplied = (queryOf(view) as Filter).agentId === agentId;
  return { view, only: onlyOf(without({ ...rest, agentId: isImplied ? undefined : agentId })) };
}

/** Whether two lists show the same. */
export const isSame = (a: Filter, b: Filter): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    field => key(a[field as keyof Filter]) === key(b[field as keyof Filter]),
  );
