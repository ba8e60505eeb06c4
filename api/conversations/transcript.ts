import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { TranscriptEntry } from '../../domain/conversation/transcript.ts';
import { TRANSCRIPT_FORMATS, transcriptWriter } from '../../domain/conversation/transcript.ts';
import { TRANSCRIPT_LANGUAGES } from '../../domain/conversation/transcript-words.ts';
import { namesOfKeys } from '../../store/access/api-keys.ts';
import { namesOfUsers } from '../../store/access/users.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import type { MessageView } from '../../store/views/messages.ts';
import { listNewerMessages } from '../../store/views/messages.ts';
import { audit, scopeOf, visibleConversation } from '../http/access.ts';
import { timeZone } from '../http/business-hours.ts';
import type { Principal } from '../http/principal.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { byId } from '../http/schemas.ts';

/** Messages that are read at once. */
const PAGE = 200;
const FILES = {
  text: { type: 'text/plain; charset=utf-8', ending: 'txt' },
  html: { type: 'text/html; charset=utf-8', ending: 'html' },
} as const;

const transcript = route({
  method: 'get',
  path: '/conversations/{id}/transcript',
  tag: 'Conversations',
  summary: 'The conversation as a file for people, the oldest first, with the notes that the caller may read',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: z.strictObject({
    format: z.enum(TRANSCRIPT_FORMATS).default('text'),
    language: z.enum(TRANSCRIPT_LANGUAGES).default('en').meta({ description: 'Of what the file says by itself.' }),
    timeZone: timeZone.default('UTC').meta({ description: 'In which times are told (IANA).' }),
  }),
  answer: z.unknown(),
  handle: async ({ work, principal, params: { id }, query, at, response }) => {
    // Audited before anything is sent; and what fails so far is answered as everywhere.
    const { seen, first } = await work(async unit => {
      const found = await visibleConversation(unit, principal, id, at);
      await audit(unit, principal, 'conversation.transcript', id, at, { format: query.format });
      return { seen: found, first: await readPage(unit, principal, id, null) };
    });
    // Who may not see the conversation any more gets no more of it: the file ends in the middle.
    const next = (after: MessageView): Promise<Page> =>
      work(async unit => {
        await visibleConversation(unit, principal, id, at);
        return readPage(unit, principal, id, after);
      });
    const { type, ending } = FILES[query.format];
    response.set({
      'content-type': type,
      'content-disposition': `attachment; filename="conversation-${id}.${ending}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    const writer = transcriptWriter(query.format, query.language, query.timeZone);
    await pipeline(
      Readable.from(
        (async function* () {
          yield writer.begin(headOf(seen));
          for await (const entry of entries(first, next)) yield writer.entry(entry);
          yield writer.end();
        })(),
      ),
      response,
    ).catch((error: unknown) => {
      // Whoever does not want the rest is no failure.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
    return undefined;
  },
});

const headOf = ({ id, contact, number, openedAt, closedAt }: ConversationView) => ({
  conversationId: id,
  contact: [contact.name ?? contact.username, contact.waId === null ? null : `+${contact.waId}`]
    .filter(part => part !== null)
    .join(', '),
  number: `${number.name}, ${number.displayPhoneNumber}`,
  openedAt,
  closedAt,
});

/** Messages, the oldest first, with the names of who wrote them. */
interface Page {
  readonly messages: readonly MessageView[];
  readonly names: ReadonlyMap<string, string>;
  /** Whether there may be more after them. */
  readonly isFull: boolean;
}

async function readPage(
  unit: TenantUnit,
  principal: Principal,
  conversationId: string,
  before: MessageView | null,
): Promise<Page> {
  const scope = await scopeOf(unit, principal);
  const found = await listNewerMessages(unit, { scope, conversationId, before, limit: PAGE });
  const authors = [...new Set(found.flatMap(({ authorId }) => authorId ?? []))];
  const names = new Map([...(await namesOfKeys(unit, authors)), ...(await namesOfUsers(unit, authors))]);
  return { messages: [...found].reverse(), names, isFull: found.length === PAGE };
}

/** What says of an earlier message what became of it stands there, and by itself only where that one is not told. */
async function* entries(first: Page, next: (after: MessageView) => Promise<Page>): AsyncGenerator<TranscriptEntry> {
  const told = new Set<string>();
  for (let page = first; ;) {
    for (const message of page.messages) {
      for (const { messageId } of message.happenings) told.add(messageId);
      if (!told.has(message.id)) yield entryOf(message, page.names);
    }
    const last = page.messages.at(-1);
    if (!page.isFull || last === undefined) return;
    page = await next(last);
  }
}

function entryOf(message: MessageView, names: ReadonlyMap<string, string>): TranscriptEntry {
  const { at, type, words, files, happenings, privateTo } = message;
  const lastOf = (kind: string, isOurs?: boolean) =>
    happenings.findLast(
      each => each.kind === kind && (isOurs === undefined || (each.direction === 'outbound') === isOurs),
    );
  const edit = lastOf('edit');
  return {
    at,
    by: authorOf(message, names),
    seenBy: message.direction !== 'internal' ? 'all' : privateTo.length > 0 ? 'some' : 'colleagues',
    type,
    text: edit === undefined ? words : edit.words,
    heard: files[0]?.transcript?.text ?? null,
    files: files.map(({ fileName, kind }) => fileName ?? kind),
    reactions: [false, true].flatMap(isOurs => lastOf('reaction', isOurs)?.words ?? []),
    state: stateOf(message, edit !== undefined, lastOf('revoke') !== undefined),
  };
}

function authorOf(
  { direction, authorId, aiCallId }: MessageView,
  names: ReadonlyMap<string, string>,
): TranscriptEntry['by'] {
  if (direction === 'inbound') return { kind: 'customer' };
  if (authorId !== null) return { kind: 'colleague', name: names.get(authorId) ?? null };
  return { kind: aiCallId === null ? 'automatic' : 'ai' };
}

function stateOf(
  { contentDeletedAt, status }: MessageView,
  isEdited: boolean,
  isRevoked: boolean,
): TranscriptEntry['state'] {
  if (isRevoked) return 'revoked';
  if (contentDeletedAt !== null) return 'deleted';
  if (status === 'failed') return 'failed';
  return isEdited ? 'edited' : 'as_written';
}

export const transcriptRoutes = [transcript];
