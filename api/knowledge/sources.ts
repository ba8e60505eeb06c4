import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { readAtMost } from '../../domain/net/read-at-most.ts';
import { AUDIENCES } from '../../store/knowledge/documents.ts';
import type { SourceView } from '../../store/knowledge/sources.ts';
import { addSource, listSources, removeSource, repeatSource } from '../../store/knowledge/sources.ts';
import { sealStream } from '../../store/media/cipher.ts';
import { newObjectKey } from '../../store/media/object-store.ts';
import { KNOWLEDGE_INGESTION_WORKFLOW, knowledgeIngestionWorkflowId } from '../../workflows/contract.ts';
import type { AppContext } from '../http/context.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflow } from '../http/start-workflow.ts';
import { address, inAddress, int, languageTag, nothing, text } from '../http/input.ts';
import { insecurity, requireCallable } from '../http/tenant-address.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, insecureUntil, listOf, nullableTime, ok, time } from '../http/schemas.ts';

const TAG = 'Knowledge';
const ADMINS = ['TENANT_ADMIN'] as const;
const FILE_BYTES = 20 * 1024 * 1024;
/** File types that can be read, by extension. Whether a file really is of its type is found out when it is read. */
const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  htm: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
  txt: 'text/plain',
  csv: 'text/csv',
};

const settings = {
  language: languageTag.nullable().default(null).meta({ description: 'Null: as recognised in the text.' }),
  audience: z.enum(AUDIENCES).default('customer'),
};
const PUBLISH = {
  description: 'Whether what is found is published (with `aiFourEyes`: waits for approval), or stays a draft.',
};
const source = z
  .object({
    id,
    kind: z.string(),
    name: z.string(),
    url: z.string().nullable(),
    state: z.enum(['running', 'done', 'failed']),
    round: z.int(),
    refreshHours: z.int().nullable(),
    done: z.int(),
    total: z.int(),
    problems: z
      .array(
        z.object({
          url: z.string(),
          code: z.string(),
          leftOut: z
            .object({ letters: z.int(), from: z.string().meta({ description: 'The words it begins with.' }) })
            .nullable(),
        }),
      )
      .meta({
        description:
          'What could not be read, and why; `cut`: the text is longer than an article may be, and what was left out is not found; `over_page_limit`: the source may not have so many pages.',
      }),
    insecureUntil,
    createdAt: time,
    endedAt: nullableTime,
  })
  .meta({ id: 'KnowledgeSource' });
type Source = z.output<typeof source>;

const shown = async (app: AppContext, each: SourceView): Promise<Source> => ({
  ...each,
  state: each.state as Source['state'],
  problems: [...each.problems],
  insecureUntil: await insecurity(app, each.url, each.insecureUntil),
});

/** Starts the ingestion of a source; when Temporal is unavailable, the workers' sweep does. */
async function begin(app: AppContext, tenantId: string, sourceId: string, round: number): Promise<void> {
  await startWorkflow(app, KNOWLEDGE_INGESTION_WORKFLOW, {
    workflowId: knowledgeIngestionWorkflowId(sourceId, round),
    input: { tenantId, sourceId, round },
    onConflict: 'USE_EXISTING',
  }).catch((error: unknown) =>
    app.log.warn({ event: 'knowledge_source_deferred', err: error }, 'a source waits for the next sweep'),
  );
}

const list = route({
  method: 'get',
  path: '/knowledge/sources',
  tag: TAG,
  summary: 'Files and sites that documents come from, with how far they are and what could not be read',
  roles: ADMINS,
  answer: listOf(source),
  handle: async ({ app, work }) => ({
    items: await Promise.all((await work(unit => listSources(unit))).map(each => shown(app, each))),
    nextCursor: null,
  }),
});

const one = route({
  method: 'get',
  path: '/knowledge/sources/{id}',
  tag: TAG,
  summary: 'One of them',
  roles: ADMINS,
  params: byId,
  answer: source,
  handle: async ({ app, work, params }) => {
    const [found] = await work(unit => listSources(unit, params.id));
    if (found === undefined) throw notFound('The source');
    return shown(app, found);
  },
});

const addSite = route({
  method: 'post',
  path: '/knowledge/sources',
  tag: TAG,
  summary: 'Bring in a page, and the pages it links to on the same host, as its robots.txt allows',
  roles: ADMINS,
  status: 202,
  idempotent: true,
  answer: z.object({ id }),
  body: z.strictObject({
    url: address(500),
    maxPages: int(1, 500).default(50),
    refreshHours: int(1, 8_760)
      .nullable()
      .default(null)
      .meta({ description: 'Looked at again after so many hours; null: when somebody says so.' }),
    publish: z.boolean().default(true).meta(PUBLISH),
    ...settings,
  }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    await requireCallable(app, body.url, 'url');
    const site = new URL(body.url);
    site.hash = '';
    const sourceId = await work(async unit => {
      const added = await addSource(
        unit,
        app.box,
        {
          kind: 'site',
          name: site.host,
          url: site.href,
          language: body.language,
          audience: body.audience,
          maxPages: body.maxPages,
          refreshHours: body.refreshHours,
          publish: body.publish,
          file: null,
        },
        principal,
        at,
      );
      await audit(unit, principal, 'knowledge_source.create', added, at, { host: site.host });
      return added;
    });
    await begin(app, tenantId, sourceId, 1);
    return { id: sourceId };
  },
});

const addFile = route({
  method: 'post',
  path: '/knowledge/files',
  tag: TAG,
  summary: 'Bring in a file (PDF, DOCX, HTML, Markdown, text, CSV; 20 MB); the body is the file',
  roles: ADMINS,
  status: 202,
  takesFile: true,
  answer: z.object({ id }),
  query: z.strictObject({ fileName: text(200), publish: inAddress.flag(true).meta(PUBLISH), ...settings }),
  handle: async ({ app, work, principal, tenantId, request, query, at }) => {
    const mime = TYPES[/\.([^.]+)$/.exec(query.fileName.toLowerCase())?.[1] ?? ''];
    if (mime === undefined)
      throw problem(422, 'file_refused', `Only files of these types can be read: ${Object.keys(TYPES).join(', ')}.`, {
        field: 'fileName',
      });
    const bytes = await readAtMost(request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>, FILE_BYTES);
    if (bytes === null)
      throw problem(413, 'file_refused', 'The file is too large.', { field: 'body', headers: { connection: 'close' } });
    if (bytes.length === 0) throw problem(422, 'file_refused', 'The file is empty.', { field: 'body' });
    const file = { objectKey: newObjectKey(tenantId), dataKey: randomBytes(32), mime, size: bytes.length };
    await app.objects.put(file.objectKey, sealStream(Readable.from([bytes]), file.dataKey, 'content'));
    const sourceId = await work(async unit => {
      const added = await addSource(
        unit,
        app.box,
        {
          kind: 'file',
          name: query.fileName,
          url: null,
          language: query.language,
          audience: query.audience,
          maxPages: 1,
          refreshHours: null,
          publish: query.publish,
          file,
        },
        principal,
        at,
      );
      await audit(unit, principal, 'knowledge_source.create', added, at, { size: file.size });
      return added;
    }).catch(async (error: unknown) => {
      await app.objects.remove(file.objectKey);
      throw error;
    });
    await begin(app, tenantId, sourceId, 1);
    return { id: sourceId };
  },
});

const again = route({
  method: 'post',
  path: '/knowledge/sources/{id}/repeat',
  tag: TAG,
  summary: 'Look at a source once more: what changed gets its next version, what is gone is found no more',
  roles: ADMINS,
  params: byId,
  status: 202,
  body: nothing,
  answer: ok,
  handle: async ({ app, work, principal, tenantId, params, at }) => {
    const [found] = await work(unit => listSources(unit, params.id));
    if (found === undefined) throw notFound('The source');
    const until = await insecurity(app, found.url, found.insecureUntil);
    if (until !== null && Date.parse(until) <= at)
      throw problem(
        409,
        'insecure_address',
        'The source’s address is not https at port 443. Bring the site in anew under one that is.',
      );
    const round = await work(async unit => {
      const next = await repeatSource(unit, params.id);
      if (next === null) throw problem(409, 'source_running', 'It is being looked at.');
      await audit(unit, principal, 'knowledge_source.repeat', params.id, at, { round: next });
      return next;
    });
    await begin(app, tenantId, params.id, round);
    return OK;
  },
});

const remove = route({
  method: 'delete',
  path: '/knowledge/sources/{id}',
  tag: TAG,
  summary: 'Remove a source with all documents that came from it',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: async ({ app, work, principal, params, at }) => {
    const objectKey = await work(async unit => {
      const removed = await removeSource(unit, params.id);
      if (removed === undefined) throw notFound('The source');
      await audit(unit, principal, 'knowledge_source.remove', params.id, at);
      return removed;
    });
    if (objectKey !== null) await app.objects.remove(objectKey);
    return OK;
  },
});

export const knowledgeSourceRoutes = [list, one, addSite, addFile, again, remove];
