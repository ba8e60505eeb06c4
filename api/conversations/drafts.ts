import { z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import type { DraftKind, DraftPlace } from '../../store/conversation/drafts.ts';
import {
  DRAFT_DAYS,
  DRAFT_KINDS,
  canBeQuoted,
  discardDraft,
  findDraft,
  saveDraft,
} from '../../store/conversation/drafts.ts';
import type { Principal } from '../http/principal.ts';
import { anyText, int, text } from '../http/input.ts';
import { problem, refusalProblem } from '../http/problem.ts';
import { visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, nullableTime, ok } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Conversation actions';
/** Longer than any message may be, so that a text that is still too long to be sent can be kept. */
const MOST = 20_000;

const draft = z
  .object({
    kind: z.enum(DRAFT_KINDS),
    version: z.int().meta({ description: 'What the next `PUT` replaces; 0: there was none yet.' }),
    text: z.string().nullable().meta({ description: 'Null: there is none.' }),
    quotes: id.nullable().meta({ description: 'The message that it replies to.' }),
    key: z.string().nullable().meta({ description: 'The Idempotency-Key it is to be sent with.' }),
    sentKey: z
      .string()
      .nullable()
      .meta({ description: 'The Idempotency-Key of the last message of the same kind that was taken.' }),
    updatedAt: nullableTime,
    expiresAt: nullableTime,
  })
  .meta({ id: 'MessageDraft' });
const ofKind = z.strictObject({ kind: z.enum(DRAFT_KINDS).default('reply') });

/**
 * Where the principal's own draft is kept; nobody else's can be named.
 * @throws problem 404 when the conversation is not visible to the principal.
 */
async function placeOf(
  unit: TenantUnit,
  principal: Principal,
  conversationId: string,
  kind: DraftKind,
  at: number,
): Promise<DraftPlace> {
  await visibleConversation(unit, principal, conversationId, at);
  return { conversationId, authorId: principal.id, kind };
}

const read = route({
  method: 'get',
  path: '/conversations/{id}/draft',
  tag: TAG,
  summary: 'What one has written oneself and not sent yet',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: ofKind,
  answer: draft,
  handle: ({ work, principal, params, query, at }) =>
    work(async unit => findDraft(unit, await placeOf(unit, principal, params.id, query.kind, at), at)),
});

const save = route({
  method: 'put',
  path: '/conversations/{id}/draft',
  tag: TAG,
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: ofKind,
  answer: draft,
  summary: `Keep what one has written until it is sent, ${DRAFT_DAYS} days at most: whoever replaces another version than the newest gets 409 with that one. A message with \`key\` as its Idempotency-Key takes the draft away`,
  body: z.strictObject({
    text: anyText(MOST).meta({ description: 'Empty: there is none any more.' }),
    quotes: id.nullable().default(null),
    key: text(255).nullable().default(null),
    version: int(0).meta({ description: 'The version it replaces; 0: none.' }),
  }),
  handle: ({ work, principal, params, query, body, at }) =>
    work(async unit => {
      const place = await placeOf(unit, principal, params.id, query.kind, at);
      if (body.quotes !== null && !(await canBeQuoted(unit, params.id, body.quotes)))
        throw problem(
          400,
          'invalid_request',
          'The message named is not one of this conversation that WhatsApp knows.',
          { field: 'quotes' },
        );
      const saved = await saveDraft(unit, place, body, body.version, at);
      if (saved.result === 'erased') throw refusalProblem({ refused: 'conversation_erased' });
      if (saved.result === 'newer')
        throw problem(409, 'draft_changed', 'There is a newer draft: it was changed somewhere else, or sent.', {
          field: 'version',
          extra: { draft: saved.draft },
        });
      return saved.draft;
    }),
});

const discard = route({
  method: 'delete',
  path: '/conversations/{id}/draft',
  tag: TAG,
  summary: 'Throw away what one has written',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: ofKind,
  answer: ok,
  handle: ({ work, principal, params, query, at }) =>
    work(async unit => {
      await discardDraft(unit, await placeOf(unit, principal, params.id, query.kind, at), at);
      return OK;
    }),
});

export const draftRoutes = [read, save, discard];
