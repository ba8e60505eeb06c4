import { z } from 'zod';
import { BODY_LETTERS, TITLE_LETTERS } from '../../domain/knowledge/limits.ts';
import { cutInNormal } from '../../domain/text/normal.ts';
import { wantsAiFourEyes } from '../../store/access/ai-four-eyes.ts';
import {
  AUDIENCES,
  addDocument,
  changeSettings,
  decline,
  findDocument,
  listDocuments,
  publish,
  removeDocument,
  unpublish,
  writeVersion,
} from '../../store/knowledge/documents.ts';
import { listGaps } from '../../store/knowledge/gaps.ts';
import { search } from '../../store/knowledge/search.ts';
import type { Principal } from '../http/principal.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { inAddress, instant, int, languageTag, nothing, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { missingAfter } from '../access/approvals.ts';
import { route } from '../http/route.ts';
import { OK, approvals, byId, id, listOf, nullableTime, ok, paging, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Knowledge';
const ADMINS = ['TENANT_ADMIN'] as const;
const state = z.enum(['draft', 'waiting', 'published', 'declined', 'superseded', 'unpublished']);
const audience = z
  .enum(AUDIENCES)
  .meta({ description: '`internal`: only agents are shown it, the AI never answers contacts from it.' });
const title = text(TITLE_LETTERS);
const body = text(BODY_LETTERS)
  .refine(
    value => cutInNormal(value, BODY_LETTERS) === value,
    `must not have more than ${BODY_LETTERS} letters in NFKC`,
  )
  .meta({
    description:
      'Markdown. The limit also holds once each letter stands in its plain form (NFKC), where one may become 18.',
  });
const moment = instant.nullable();
const settings = { language: languageTag, audience, validFrom: moment, validUntil: moment };

const document = z
  .object({
    id,
    kind: z.string(),
    title: z.string(),
    language: z.string(),
    audience,
    url: z.string().nullable(),
    sourceId: id.nullable(),
    validFrom: nullableTime,
    validUntil: nullableTime,
    publishedVersion: z.int().nullable().meta({ description: 'What is found; null: nothing.' }),
    lastVersion: z.int(),
    state: state.meta({ description: 'Of the last version.' }),
    updatedAt: time,
  })
  .meta({ id: 'KnowledgeDocument' });
const documentVersion = z.object({
  version: z.int(),
  title: z.string(),
  body: z.string(),
  state,
  authorId: id.nullable(),
  approverId: id.nullable(),
  createdAt: time,
  approvals: approvals.nullable().meta({ description: 'While it waits.' }),
});
const whole = document.extend({
  versions: z.array(documentVersion).meta({ description: 'The latest 50, the newest first.' }),
});

const authorOf = ({ kind, id: authorId }: Principal) => ({ kind, id: authorId });
const dateOf = (value: string | null | undefined): Date | null | undefined =>
  typeof value === 'string' ? new Date(value) : value;

const list = route({
  method: 'get',
  path: '/knowledge/documents',
  tag: TAG,
  summary: 'Articles, files and pages, the latest changed first',
  roles: AGENTS_AND_ADMINS,
  query: paging.extend({ sourceId: id.optional() }),
  answer: listOf(document),
  handle: ({ work, query }) =>
    work(async unit =>
      page(
        await listDocuments(unit, decodeCursor(query.cursor), query.limit + 1, query.sourceId),
        query.limit,
        item => ({ at: item.updatedAt, id: item.id }),
      ),
    ),
});

const one = route({
  method: 'get',
  path: '/knowledge/documents/{id}',
  tag: TAG,
  summary: 'A document with its versions',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: whole,
  handle: ({ work, params }) =>
    work(async unit => {
      const found = await findDocument(unit, params.id);
      if (found === null) throw notFound('The document');
      return {
        ...found,
        versions: found.versions.map(row => ({
          version: row.version,
          title: row.title,
          body: row.body,
          state: row.state as z.output<typeof state>,
          authorId: row.authorId,
          approverId: row.approverId,
          approvals: row.approvals,
          createdAt: row.createdAt.toISOString(),
        })),
      };
    }),
});

const create = route({
  method: 'post',
  path: '/knowledge/documents',
  tag: TAG,
  summary: 'Write an article; it is a draft until it is published',
  roles: ADMINS,
  status: 201,
  idempotent: true,
  body: z.strictObject({
    title,
    body,
    language: languageTag,
    audience: audience.default('customer'),
    validFrom: moment.default(null),
    validUntil: moment.default(null),
  }),
  answer: z.object({ id, version: z.int() }),
  handle: ({ work, principal, body: wanted, at }) =>
    work(async unit => {
      const added = await addDocument(
        unit,
        {
          ...wanted,
          kind: 'article',
          validFrom: dateOf(wanted.validFrom) ?? null,
          validUntil: dateOf(wanted.validUntil) ?? null,
        },
        authorOf(principal),
        at,
      );
      await audit(unit, principal, 'knowledge.create', added, at);
      return { id: added, version: 1 };
    }),
});

const write = route({
  method: 'put',
  path: '/knowledge/documents/{id}',
  tag: TAG,
  summary: 'Write the next version of an article; what is published stays until that one is',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({
    version: int(1).meta({
      description: 'The newest you have seen: 409 `document_changed` when there is a newer one.',
    }),
    title,
    body,
  }),
  answer: z.object({ version: z.int() }),
  handle: ({ work, principal, params, body: { version, ...wanted }, at }) =>
    work(async unit => {
      const next = await writeVersion(unit, params.id, version, wanted, authorOf(principal), at);
      if (next === 'unknown') throw notFound('The document');
      if (next === null) throw problem(409, 'document_changed', 'There is a newer version.', { field: 'version' });
      await audit(unit, principal, 'knowledge.write', params.id, at, { version: next });
      return { version: next };
    }),
});

const change = route({
  method: 'put',
  path: '/knowledge/documents/{id}/settings',
  tag: TAG,
  summary:
    'Change for whom, in which language and until when a document is; what is published follows at once. With `aiFourEyes` what waits for approval is a draft again, and what is published reaches nobody more (409 `approval_required`): take it back and publish it anew',
  roles: ADMINS,
  params: byId,
  body: z.strictObject(settings).partial(),
  answer: ok,
  handle: ({ work, principal, params, body: wanted, at }) =>
    work(async unit => {
      const result = await changeSettings(
        unit,
        params.id,
        { ...wanted, validFrom: dateOf(wanted.validFrom), validUntil: dateOf(wanted.validUntil) },
        at,
        await wantsAiFourEyes(unit),
      );
      if (result === 'unknown') throw notFound('The document');
      if (result === 'needs_approval')
        throw problem(
          409,
          'approval_required',
          'Others would be told of it without a second administrator having agreed. Take it back, change it, and publish it anew.',
        );
      await audit(unit, principal, 'knowledge.settings', params.id, at, {
        audience: wanted.audience ?? null,
        language: wanted.language ?? null,
      });
      return OK;
    }),
});

const put = route({
  method: 'post',
  path: '/knowledge/documents/{id}/publish',
  tag: TAG,
  summary:
    'Publish the newest version: it is found from then on. With `aiFourEyes` the first call asks for approval, and one of another administrator gives it',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ version: int(1) }),
  answer: z.object({
    state: z
      .enum(['published', 'waiting'])
      .meta({ description: 'waiting: for another administrator, also after the first of two has agreed.' }),
  }),
  handle: ({ work, principal, params, body: { version }, at }) =>
    work(async unit => {
      const result = await publish(unit, params.id, version, authorOf(principal), at, await wantsAiFourEyes(unit));
      if (result === 'unknown') throw notFound('The document');
      if (result === 'not_newest')
        throw problem(409, 'document_changed', 'There is a newer version, or no such one.', { field: 'version' });
      if (result === 'published_already') throw problem(409, 'already_done', 'The version is published.');
      if (typeof result === 'object') {
        const missing = missingAfter(result, { field: 'version' });
        await audit(unit, principal, 'knowledge.approve', params.id, at, { version, missing });
        return { state: 'waiting' as const };
      }
      await audit(unit, principal, `knowledge.${result === 'waiting' ? 'ask' : 'publish'}`, params.id, at, { version });
      return { state: result };
    }),
});

const refuse = route({
  method: 'post',
  path: '/knowledge/documents/{id}/decline',
  tag: TAG,
  summary: 'Send a version that waits for approval back',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ version: int(1) }),
  answer: ok,
  handle: ({ work, principal, params, body: { version }, at }) =>
    work(async unit => {
      if ((await findDocument(unit, params.id)) === null) throw notFound('The document');
      if (!(await decline(unit, params.id, version, principal.id, at)))
        throw problem(409, 'not_waiting_for_approval', 'The version does not wait for anybody’s approval.');
      await audit(unit, principal, 'knowledge.decline', params.id, at, { version });
      return OK;
    }),
});

const takeBack = route({
  method: 'post',
  path: '/knowledge/documents/{id}/unpublish',
  tag: TAG,
  summary: 'Nobody finds it any more, from now on',
  roles: ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if ((await findDocument(unit, params.id)) === null) throw notFound('The document');
      if (!(await unpublish(unit, params.id, at))) throw problem(409, 'already_done', 'No version is published.');
      await audit(unit, principal, 'knowledge.unpublish', params.id, at);
      return OK;
    }),
});

const remove = route({
  method: 'delete',
  path: '/knowledge/documents/{id}',
  tag: TAG,
  summary: 'Remove a document with all its versions',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if (!(await removeDocument(unit, params.id))) throw notFound('The document');
      await audit(unit, principal, 'knowledge.remove', params.id, at);
      return OK;
    }),
});

const found = z.object({
  passageId: id,
  documentId: id,
  heading: z.string(),
  text: z.string(),
  language: z.string(),
  score: z.number(),
  coverage: z.number(),
});
const find = route({
  method: 'get',
  path: '/knowledge/search',
  tag: TAG,
  summary: 'What the AI would find for a question by its words, and how sure it would be',
  roles: AGENTS_AND_ADMINS,
  query: z.strictObject({ text: text(1_000), language: languageTag.optional(), limit: inAddress.intOr(5, 1, 20) }),
  answer: z.object({ evidence: z.number(), items: z.array(found) }),
  handle: ({ work, query, at }) =>
    work(async unit => {
      const { evidence, passages } = await search(unit, {
        text: query.text,
        language: query.language ?? null,
        audience: 'internal',
        limit: query.limit,
        at,
      });
      return {
        evidence,
        items: passages.map(({ id: passageId, documentId, heading, text: said, language: of, score, coverage }) => ({
          passageId,
          documentId,
          heading,
          text: said,
          language: of,
          score,
          coverage,
        })),
      };
    }),
});

const gaps = route({
  method: 'get',
  path: '/knowledge/gaps',
  tag: TAG,
  summary: 'Questions of the last 30 days that nothing answered, the latest first',
  roles: ADMINS,
  answer: listOf(
    z.object({
      id,
      question: z.string().nullable(),
      language: z.string().nullable(),
      reason: z.string(),
      evidence: z.number().nullable(),
      conversationId: id.nullable(),
      at: time,
    }),
  ),
  query: paging,
  handle: ({ work, query, at }) =>
    work(async unit => {
      const rows = await listGaps(unit, { after: decodeCursor(query.cursor), limit: query.limit + 1 }, at);
      return page(
        rows.map(row => ({
          id: row.id,
          question: row.question,
          language: row.language,
          reason: row.reason,
          evidence: row.evidence,
          conversationId: row.conversationId,
          at: row.at.toISOString(),
        })),
        query.limit,
        item => item,
      );
    }),
});

export const knowledgeRoutes = [list, one, create, write, change, put, refuse, takeBack, remove, find, gaps];
