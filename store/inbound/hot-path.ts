/**
 * The hot path of the webhook (decision 0009): stores messages of known contacts in their open conversations, over a
 * bare connection, in one round trip if every sender's last conversation is cached, otherwise in two. It decides by the
 * same functions as the general path (messages.ts). It locks no thread: a conversation is written only if its
 * `last_seq` is still the one read, and every opening, closing and reopening changes that. Anything less simple (a new
 * contact, a new name, a conversation to open or reopen, one in wrap-up, snoozed or with the AI, a conversation changed
 * meanwhile) is left to the general path. `test/database/hot-path.test.ts` compares the two.
 */
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { surveyReplyOf } from '../../domain/conversation/survey.ts';
import { isMediaKind } from '../../domain/whatsapp/media.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { Database } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import type { RoutedNumber } from '../tenant/directory.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import { newId } from '../db/ids.ts';
import { identitiesOf } from './contacts.ts';
import { LOCATE } from './hot-statements.ts';
import type { HotMessage, Received, WriteRequest } from './hot-write.ts';
import { writeReceived } from './hot-write.ts';
import type { OpenConversation } from './open-conversation-cache.ts';
import { bringsNews, threadKey } from './open-conversation-cache.ts';
import type { Outcome } from './outcome.ts';
import type { InboundSideEffects } from './side-effects.ts';
import { hasNoSideEffects } from './side-effects.ts';
import { wamidHash } from './wamid-hash.ts';

/** What one of a sender's identities leads to; the conversation's columns are null when none is open. */
interface Located extends Omit<ConversationRow, 'id'> {
  readonly position: number;
  readonly sender_id: string;
  readonly profile_name: string | null;
  readonly username: string | null;
  readonly known: boolean;
  readonly id: string | null;
}

export interface HotRequest extends WriteRequest {
  /** The queues in which a message may have side effects, so that it is left to the general path. */
  readonly stirring: InboundSideEffects;
  /** By WhatsApp's phone number id. */
  readonly numbers: ReadonlyMap<string, RoutedNumber>;
}

/**
 * @returns the outcome of the messages it has stored or found stored; the missing ones are left to the general path.
 */
export async function storeHot(
  database: Database,
  request: HotRequest,
  messages: readonly InboundMessage[],
): Promise<Map<InboundMessage, Outcome>> {
  const candidates = candidatesOf(messages, request.numbers, request.at);
  if (!candidates.some(candidate => candidate.plain)) return new Map();
  const outcomes = await storeRemembered(database, request, candidates);
  const left = candidates.filter(candidate => !outcomes.has(candidate.message));
  if (left.length > 0)
    for (const [message, outcome] of await storeLocated(database, request, left)) outcomes.set(message, outcome);
  return outcomes;
}

function candidatesOf(
  messages: readonly InboundMessage[],
  numbers: ReadonlyMap<string, RoutedNumber>,
  at: number,
): HotMessage[] {
  const seen = new Set<string>();
  return messages.flatMap(message => {
    const numberId = numbers.get(message.phoneNumberId)?.numberId;
    if (numberId === undefined) return [];
    const id = `${numberId}:${message.wamid}`;
    // Not simple: a happening that concerns an earlier message, a file, news of the contact itself, a rating, and the
    // second copy of a message in the same batch.
    const plain =
      message.target === null &&
      !isMediaKind(message.kind) &&
      message.kind !== 'system' &&
      surveyReplyOf(message.kind, message.content) === null &&
      !seen.has(id);
    seen.add(id);
    const names = identitiesOf(message.sender);
    return [
      {
        message,
        messageId: newId(),
        numberId,
        sentAt: plausibleTime(message.sentAt, at),
        names,
        key: threadKey(numberId, names),
        plain,
      },
    ];
  });
}

/** Takes one round trip; stores nothing unless every sender's conversation is cached. */
async function storeRemembered(
  database: Database,
  request: HotRequest,
  candidates: readonly HotMessage[],
): Promise<Map<InboundMessage, Outcome>> {
  const { threads, at } = request;
  const received = new Map<string, Received>();
  for (const candidate of candidates) {
    const thread = candidate.plain ? threads.get(candidate.key, candidate.message.sender, at) : null;
    if (thread === null || !hasNoSideEffects(thread.state, request.stirring, at)) return new Map();
    receiveOn(received, thread, candidate);
  }
  try {
    return await writeReceived(database, request, [...received.values()]);
  } catch (error) {
    // One of them was stored before: the look-up of the second way finds out which.
    if (sqlState(error) === '23505') return new Map();
    throw error;
  }
}

async function storeLocated(
  database: Database,
  request: HotRequest,
  candidates: readonly HotMessage[],
): Promise<Map<InboundMessage, Outcome>> {
  const located = await locate(database, request.tenantId, candidates);
  const duplicates = new Map<InboundMessage, Outcome>();
  const received = new Map<string, Received>();
  const left = new Set<string | null>();
  candidates.forEach((candidate, position) => {
    const rows = located[position] ?? [];
    if (rows[0]?.known === true) duplicates.set(candidate.message, 'duplicate');
    else if (!isKnownSender(candidate, rows)) for (const { id } of rows) left.add(id);
    else {
      const thread = candidate.plain && rows[0].id !== null ? threadOf(rows[0], rows[0].id) : null;
      if (thread !== null && hasNoSideEffects(thread.state, request.stirring, request.at))
        receiveOn(received, thread, candidate);
      else left.add(rows[0].id);
    }
  });
  // A conversation's messages are stored in the order they were sent in: if one is left to the general path, all are.
  const groups = [...received.values()].filter(group => !left.has(group.thread.conversationId));
  return new Map([...duplicates, ...(groups.length === 0 ? [] : await writeReceived(database, request, groups))]);
}

function receiveOn(received: Map<string, Received>, thread: OpenConversation, candidate: HotMessage): void {
  const group = received.get(thread.conversationId);
  if (group === undefined) received.set(thread.conversationId, { thread, items: [candidate] });
  else group.items.push(candidate);
}

/** What each candidate's identities lead to, in the order of the candidates. */
async function locate(database: Database, tenantId: string, candidates: readonly HotMessage[]): Promise<Located[][]> {
  const wanted = candidates.flatMap((candidate, position) =>
    candidate.names.map(name => ({ position, name, candidate })),
  );
  const rows = await database.runHot<Located & Record<string, unknown>>(tenantId, {
    name: 'hot_locate',
    text: LOCATE,
    values: [
      wanted.map(each => each.position),
      wanted.map(each => each.name.kind),
      wanted.map(each => each.name.value),
      wanted.map(each => each.candidate.numberId),
      wanted.map(each => wamidHash(each.candidate.message.wamid)),
      wanted.length,
    ],
  });
  const located: Located[][] = candidates.map(() => []);
  for (const row of rows) located[row.position]?.push(row);
  return located;
}

/** Whether all identities are known and belong to the same contact, whose name has not changed. */
function isKnownSender(
  { message, names }: HotMessage,
  located: readonly Located[],
): located is readonly [Located, ...Located[]] {
  const [first] = located;
  if (first === undefined || located.length !== names.length) return false;
  return (
    located.every(row => row.sender_id === first.sender_id) &&
    !bringsNews(message.sender, { profileName: first.profile_name, username: first.username })
  );
}

function threadOf(row: Located, id: string): OpenConversation {
  return { conversationId: id, profileName: row.profile_name, username: row.username, state: stateOf(row) };
}
