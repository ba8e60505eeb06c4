import { z } from 'zod';
import { VARIABLES, filledWith, isVariable, variablesIn } from '../../domain/text/variables.ts';
import { countKnown } from '../../store/tenant/known.ts';
import type { CannedPlaces, CannedScope, CannedView, CannedViewer } from '../../store/conversation/canned-responses.ts';
import {
  CANNED_SCOPES,
  MOST_OWN,
  MOST_SHARED,
  addCanned,
  changeCanned,
  findCanned,
  listCanned,
  noteCannedUse,
  removeCanned,
} from '../../store/conversation/canned-responses.ts';
import { cannedValues } from '../../store/conversation/canned-values.ts';
import { omitUndefined } from '../../store/db/omit-undefined.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import type { Principal } from '../http/principal.ts';
import { decodeFitCursor, encodeFitCursor } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { languageTag, many, matching, text } from '../http/input.ts';
import { audit, visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, TEXT_LIMIT, byId, id, listOf, nullableTime, ok, paging, requireKnown, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Canned responses';

/** Letters and digits of most scripts, and signs that stand within words: nothing that cannot be seen by itself. */
const SHORTCUT =
  /^[\w.\-\u00C0-\u024F\u0370-\u115E\u1161-\u1FFF\u2C00-\u2DFF\u3041-\u3163\u3165-\uD7FF\uF900-\uFDFB\uFE70-\uFEFC]{1,40}$/;
const content = {
  shortcut: matching(SHORTCUT, 'must be letters, digits, _, . and -', 40).meta({
    description:
      'What is typed after a slash. Kept in small letters; unique among one’s own, in each team, in each queue, and among the tenant’s.',
  }),
  title: text(100),
  text: text(TEXT_LIMIT).meta({
    description: `May have variables in it: ${VARIABLES.map(name => `\`{{${name}}}\``).join(', ')}, and \`{{attributes.<key>}}\` for each attribute of the contact.`,
  }),
  language: languageTag.nullable(),
};
const scope = z.enum(CANNED_SCOPES).meta({
  description:
    '`own`: nobody else sees it; `groups`: members of its teams and queues; `tenant`: everybody. Administrators see and change all that are shared.',
});
const places = {
  teamIds: many(id, 100).meta({ description: 'Of `groups`: all teams it is for.' }),
  queueIds: many(id, 100).meta({ description: 'Of `groups`: all queues it is for.' }),
};
const filled = z.object({
  text: z.string(),
  unresolved: z
    .array(z.object({ name: z.string(), why: z.enum(['unknown', 'empty']) }))
    .meta({ description: 'What still stands in braces: nothing is called so, or nothing is known of it here.' }),
});
const canned = z
  .object({
    id,
    scope,
    teamIds: z.array(id),
    queueIds: z.array(id),
    shortcut: z.string(),
    title: z.string(),
    text: z.string(),
    language: z.string().nullable(),
    variables: z
      .array(z.object({ name: z.string(), known: z.boolean() }))
      .meta({ description: 'What stands in braces in its text; not known: nothing is called so.' }),
    mayChange: z.boolean().meta({ description: 'Whether whoever asks may change and remove it.' }),
    uses: z.int(),
    lastUsedAt: nullableTime,
    createdAt: time,
    updatedAt: time,
    filled: filled.nullable().meta({ description: 'As it reads in the conversation that was named; null: none was.' }),
  })
  .meta({ id: 'CannedResponse' });

const viewerOf = ({ id: viewerId, role }: Principal): CannedViewer => ({
  id: viewerId,
  isAdmin: role === 'TENANT_ADMIN',
});
const mayChange = (principal: Principal, { ownerId }: Pick<CannedView, 'ownerId'>): boolean =>
  ownerId === null ? principal.role === 'TENANT_ADMIN' : ownerId === principal.id;

/** The conversation in which responses are read; null: none was named. @throws problem 404 */
const conversationOf = async (
  unit: TenantUnit,
  principal: Principal,
  conversationId: string | undefined,
  at: number,
) => (conversationId === undefined ? null : visibleConversation(unit, principal, conversationId, at));

/** How responses are shown: filled with what is known in a conversation if there is one. */
async function showing(
  unit: TenantUnit,
  principal: Principal,
  conversation: ConversationView | null,
): Promise<(view: CannedView) => z.input<typeof canned>> {
  const sender = principal.kind === 'user' ? principal.name : null;
  const values = conversation === null ? null : await cannedValues(unit, conversation, sender);
  return view => ({
    id: view.id,
    scope: view.scope,
    teamIds: [...view.teamIds],
    queueIds: [...view.queueIds],
    shortcut: view.shortcut,
    title: view.title,
    text: view.text,
    language: view.language,
    variables: variablesIn(view.text).map(name => ({ name, known: isVariable(name) })),
    mayChange: mayChange(principal, view),
    uses: view.uses,
    lastUsedAt: view.lastUsedAt?.toISOString() ?? null,
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
    filled: values === null ? null : filledAt(view.text, values),
  });
}

function filledAt(words: string, values: Parameters<typeof filledWith>[1]): z.input<typeof filled> {
  const { text: written, unresolved } = filledWith(words, values);
  return { text: written, unresolved: [...unresolved] };
}

/** @throws problem 404 when there is none, or it is not for the principal. */
async function visible(
  unit: TenantUnit,
  principal: Principal,
  responseId: string,
  queueId: string | null = null,
): Promise<CannedView> {
  const found = await findCanned(unit, viewerOf(principal), responseId, queueId);
  if (found === null) throw notFound('The canned response');
  return found;
}

/** @throws problem 404 as `visible`; 403 when it is for the principal to use, and not to change. */
async function changeable(unit: TenantUnit, principal: Principal, responseId: string): Promise<CannedView> {
  const found = await visible(unit, principal, responseId);
  if (!mayChange(principal, found))
    throw problem(403, 'forbidden', 'Only administrators change what is shared.', { field: 'id' });
  return found;
}

/** Whether this principal may put a response there. @throws problem 403 */
function permit({ kind, role }: Principal, wanted: CannedScope): void {
  if (wanted === 'own' && kind !== 'user')
    throw problem(403, 'forbidden', 'Only people have canned responses of their own.', { field: 'scope' });
  if (wanted !== 'own' && role !== 'TENANT_ADMIN')
    throw problem(403, 'forbidden', 'Only administrators share canned responses.', { field: 'scope' });
}

type Named = Partial<Pick<CannedPlaces, 'teamIds' | 'queueIds'>>;

/** Whether the teams and queues that are named exist. @throws problem 400 */
async function requirePlaces(unit: TenantUnit, { teamIds = [], queueIds = [] }: Named): Promise<void> {
  requireKnown(await countKnown(unit, 'team', teamIds), teamIds, 'teamIds');
  requireKnown(await countKnown(unit, 'queue', queueIds), queueIds, 'queueIds');
}

/** Whether the places fit the scope. @throws problem 400 */
function checkPlaces({ scope: wanted, teamIds, queueIds }: CannedPlaces): void {
  const isPlaced = teamIds.length + queueIds.length > 0;
  if (isPlaced !== (wanted === 'groups'))
    throw problem(
      400,
      'invalid_request',
      isPlaced ? 'Teams and queues belong to the scope `groups`.' : 'It is for no team and no queue.',
      { field: 'teamIds' },
    );
}

const taken = () =>
  problem(409, 'shortcut_taken', 'Another canned response has this shortcut there.', { field: 'shortcut' });
const tooMany = (wanted: CannedScope) =>
  problem(409, 'too_many_canned_responses', 'There is no room for another one.', {
    extra: { most: wanted === 'own' ? MOST_OWN : MOST_SHARED },
  });

const ofConversation = {
  conversationId: id.optional().meta({ description: 'Fills the variables as they are in this conversation.' }),
};

const list = route({
  method: 'get',
  path: '/canned-responses',
  tag: TAG,
  summary: 'Canned responses one may use: those that fit best first, then those that are used most',
  roles: AGENTS_AND_ADMINS,
  query: paging.extend({
    q: text(100).optional().meta({ description: 'Part of a shortcut, a title or a text.' }),
    scope: scope.optional(),
    language: languageTag.optional(),
    ...ofConversation,
  }),
  answer: listOf(canned),
  handle: ({ work, principal, query, at }) =>
    work(async unit => {
      const conversation = await conversationOf(unit, principal, query.conversationId, at);
      const found = await listCanned(unit, {
        viewer: viewerOf(principal),
        query: query.q?.trim() ?? '',
        scope: query.scope,
        language: query.language,
        queueId: conversation?.queueId,
        after: decodeFitCursor(query.cursor),
        limit: query.limit + 1,
      });
      const last = found.length > query.limit ? found[query.limit - 1] : undefined;
      return {
        items: found.slice(0, query.limit).map(await showing(unit, principal, conversation)),
        nextCursor: last === undefined ? null : encodeFitCursor(last.place),
      };
    }),
});

const read = route({
  method: 'get',
  path: '/canned-responses/{id}',
  tag: TAG,
  summary: 'A canned response; in a conversation with its variables filled in, and those named that could not be',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: z.strictObject(ofConversation),
  answer: canned,
  handle: ({ work, principal, params, query, at }) =>
    work(async unit => {
      const conversation = await conversationOf(unit, principal, query.conversationId, at);
      const found = await visible(unit, principal, params.id, conversation?.queueId);
      return (await showing(unit, principal, conversation))(found);
    }),
});

const create = route({
  method: 'post',
  path: '/canned-responses',
  tag: TAG,
  summary: 'Keep a text under a shortcut: everybody their own, administrators for others, too',
  roles: AGENTS_AND_ADMINS,
  status: 201,
  idempotent: true,
  body: z.strictObject({
    scope,
    teamIds: places.teamIds.default([]),
    queueIds: places.queueIds.default([]),
    ...content,
    language: content.language.default(null),
  }),
  answer: canned,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await requirePlaces(unit, body);
      permit(principal, body.scope);
      checkPlaces(body);
      const added = await addCanned(unit, body, body.scope === 'own' ? principal.id : null, at);
      if (added === 'shortcut_taken') throw taken();
      if (added === 'too_many') throw tooMany(body.scope);
      await audit(unit, principal, 'canned_response.create', added.id, at, { scope: body.scope });
      return (await showing(unit, principal, null))(await visible(unit, principal, added.id));
    }),
});

const change = route({
  method: 'put',
  path: '/canned-responses/{id}',
  tag: TAG,
  summary: 'Change a canned response; what is not given stays',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: z.strictObject({ scope, ...places, ...content }).partial(),
  answer: canned,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await requirePlaces(unit, omitUndefined({ teamIds: body.teamIds, queueIds: body.queueIds }));
      const before = await changeable(unit, principal, params.id);
      // What is for everybody now is not for single teams any more.
      const wanted = body.scope === 'tenant' ? { teamIds: [], queueIds: [], ...omitUndefined(body) } : body;
      const after = { ...before, ...omitUndefined(wanted) };
      if ((before.scope === 'own') !== (after.scope === 'own'))
        throw problem(400, 'invalid_request', 'What is somebody’s own stays so, and what is shared, too.', {
          field: 'scope',
        });
      checkPlaces(after);
      const result = await changeCanned(unit, params.id, wanted, at);
      if (result === 'unknown') throw notFound('The canned response');
      if (result === 'shortcut_taken') throw taken();
      await audit(unit, principal, 'canned_response.change', params.id, at, {
        scope: after.scope,
        fields: Object.keys(body).sort().join(),
      });
      return (await showing(unit, principal, null))(await visible(unit, principal, params.id));
    }),
});

const remove = route({
  method: 'delete',
  path: '/canned-responses/{id}',
  tag: TAG,
  summary: 'Remove a canned response; texts that it was put into stay as they are',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { scope: was } = await changeable(unit, principal, params.id);
      if (!(await removeCanned(unit, params.id))) throw notFound('The canned response');
      await audit(unit, principal, 'canned_response.remove', params.id, at, { scope: was });
      return OK;
    }),
});

const use = route({
  method: 'post',
  path: '/canned-responses/{id}/use',
  tag: TAG,
  summary: 'Count that it was put into a reply of this conversation: the more often, the earlier it is found',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.strictObject({ conversationId: id }),
  answer: z.object({ uses: z.int() }),
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const { queueId } = await visibleConversation(unit, principal, body.conversationId, at);
      await visible(unit, principal, params.id, queueId);
      const uses = await noteCannedUse(unit, params.id, at);
      if (uses === null) throw notFound('The canned response');
      return { uses };
    }),
});

export const cannedResponseRoutes = [list, read, create, change, remove, use];
