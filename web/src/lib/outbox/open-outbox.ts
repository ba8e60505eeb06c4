import { useSyncExternalStore } from 'react';
import { ApiError, answerOf, client, endsSession, isServersFault, isSessionForeign, logIns } from '../api/index.ts';
import { lettersChanged } from '../letters-changed.ts';
import { atSessionEnd } from '../session-end.ts';
import { connection, sessionOver } from '../signals.ts';
import { tellTaken } from '../taken.ts';
import type { Decision } from './decisions.ts';
import { Decisions } from './decisions.ts';
import type { OutboxEntry } from './entry.ts';
import { messagesOf } from './entry.ts';
import type { Attempt, OutboxWorld } from './outbox.ts';
import { Outbox } from './outbox.ts';

/** How many of the newest messages are looked at for one of the customer: who answers at length writes as many. */
const LOOKED_AT = 100;

async function post(entry: OutboxEntry): Promise<void> {
  const { conversationId: id, to, text, key } = entry;
  const params = (idempotencyKey: string) => ({ path: { id }, header: { 'Idempotency-Key': idempotencyKey } });
  if (to.kind === 'consult') {
    const body = { agentId: to.agentId, text };
    await answerOf(client.POST('/api/v1/conversations/{id}/consult', { params: params(key), body }));
  } else if (to.kind === 'note') {
    // Left out where nobody is mentioned: a server of the release before knows no mentions.
    const mentions = to.mentions === undefined || to.mentions.length === 0 ? {} : { mentions: [...to.mentions] };
    const body = { text, privateTo: [...to.privateTo], ...mentions };
    tellTaken(await answerOf(client.POST('/api/v1/conversations/{id}/notes', { params: params(key), body })));
  } else {
    const session = logIns();
    for (const call of messagesOf(entry)) {
      // The rest is not to go out in the name of whoever has logged in since.
      if (session !== logIns()) throw new ApiError(0, 'unreachable');
      const options = { params: params(call.key), body: call.body as never };
      tellTaken(await answerOf(client.POST('/api/v1/conversations/{id}/messages', options)));
    }
  }
}

/** Of this page's life, the suggestions whose words were sent: until the server's list says so. */
const sentWords = new Set<string>();

/** Whether words of the AI have been sent from here. */
export const wereSent = (suggestionId: string): boolean => sentWords.has(suggestionId);

/** @returns whether the server knows: it took the decision, or refused it for good, as after another one. */
async function decide({ id: suggestionId, conversationId, distance }: Decision): Promise<boolean> {
  const params = { path: { id: conversationId, suggestionId } };
  const body = distance === 0 ? ({ state: 'accepted' } as const) : ({ state: 'edited', distance } as const);
  try {
    await answerOf(client.POST('/api/v1/conversations/{id}/suggestions/{suggestionId}/decide', { params, body }));
    return true;
  } catch (error) {
    return !isForLater(error);
  }
}

/** Sends an entry. What became of the AI's words in it is known only now, and told. */
async function send(entry: OutboxEntry, decisions: Decisions): Promise<Attempt> {
  try {
    await post(entry);
  } catch (error) {
    return failed(error);
  }
  if (entry.used !== null) {
    const { id, text } = entry.used;
    sentWords.add(id);
    decisions.add({ id, conversationId: entry.conversationId, distance: lettersChanged(text, entry.text) });
  }
  return { taken: true };
}

/** An earlier call with the key that is still being carried out is waited for; without a session one logs in first. */
const isForLater = (error: unknown): boolean =>
  isServersFault(error) ||
  endsSession(error) ||
  (error instanceof ApiError && (error.code === 'idempotency_in_flight' || error.status === 408));

function failed(error: unknown): Attempt {
  const message = error instanceof Error ? error.message : String(error);
  if (isForLater(error)) return { taken: false, again: true, message };
  if (error instanceof ApiError && error.code === 'idempotency_key_reused')
    return { taken: false, again: false, why: 'changed', message: null };
  return { taken: false, again: false, why: 'refused', message };
}

async function newestInbound(id: string): Promise<string | null> {
  const { items } = await answerOf(
    client.GET('/api/v1/conversations/{id}/messages', { params: { path: { id }, query: { limit: LOOKED_AT } } }),
  );
  return items.find(({ direction }) => direction === 'inbound')?.id ?? null;
}

/** Pages without https have no Web Locks: then two tabs may send the same entry, which is taken once by its key. */
const exclusively: OutboxWorld['exclusively'] = (name, work) =>
  'locks' in navigator ? navigator.locks.request(name, work).then(() => undefined) : work();

const world: Omit<OutboxWorld, 'send'> = {
  storage: {
    names: () => Object.keys(localStorage),
    getItem: name => localStorage.getItem(name),
    setItem: (name, value) => localStorage.setItem(name, value),
    removeItem: name => localStorage.removeItem(name),
  },
  newestInbound,
  exclusively,
  // Whether the server can be reached again is found out by trying.
  canSend: () => connection.get() !== 'offline' && !sessionOver.get() && !isSessionForeign(),
  now: Date.now,
  later: (ms, work) => void setTimeout(work, ms),
};

const outboxes = new Map<string, Outbox>();
/** Of what they listen to. */
const quits: (() => void)[] = [];

/** The outbox of a person: the same one, however often it is asked for. */
export function outboxOf(userId: string): Outbox {
  const known = outboxes.get(userId);
  if (known !== undefined) return known;
  atSessionEnd(endOutboxes);
  const decisions = new Decisions(userId, world, decide);
  for (const id of decisions.ids()) sentWords.add(id);
  const outbox = new Outbox(userId, { ...world, send: entry => send(entry, decisions) });
  outboxes.set(userId, outbox);
  const run = (): void => {
    outbox.run();
    decisions.run();
  };
  const onStorage = ({ key }: StorageEvent): void => {
    // Null: all of it was cleared.
    if (key === null || key.startsWith('sigfollow-outbox:')) outbox.reload();
  };
  window.addEventListener('storage', onStorage);
  // What can still be taken back goes out with the page that it was sent off from, or when there is one again.
  const ask = (event: BeforeUnloadEvent): void => {
    if (outbox.get().some(entry => outbox.delayOf(entry) > 0)) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  quits.push(() => window.removeEventListener('beforeunload', ask));
  const noStorage = (): void => window.removeEventListener('storage', onStorage);
  quits.push(connection.subscribe(run), sessionOver.subscribe(run), noStorage, () => decisions.end());
  run();
  return outbox;
}

/** Whoever sits here now is somebody else: nothing of before goes on. */
function endOutboxes(): void {
  for (const quit of quits.splice(0)) quit();
  for (const outbox of outboxes.values()) outbox.end();
  outboxes.clear();
}

/** What a person has sent off in a conversation and is not known to be taken, the oldest first. */
export function useOutbox(userId: string, conversationId: string): [outbox: Outbox, entries: readonly OutboxEntry[]] {
  const outbox = outboxOf(userId);
  const entries = useSyncExternalStore(outbox.subscribe, outbox.get);
  return [outbox, entries.filter(entry => entry.conversationId === conversationId)];
}
