import { z } from 'zod';
import { LINE_FAULTS } from '../../domain/contacts/import-line.ts';
import type { ImportMove, ImportState } from '../../store/contacts/imports.ts';
import {
  IMPORT_STATES,
  LINE_OUTCOMES,
  UNDO_MS,
  findImport,
  linesAfter,
  listImports,
  moveImport,
} from '../../store/contacts/imports.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { ContactImport } from '../../store/generated/client.ts';
import type { ImportLine } from '../../store/contacts/imports.ts';
import { audit } from '../http/access.ts';
import { cursorText, decodeCursor, decodeDigitsCursor, encodeDigitsCursor, page } from '../http/cursor.ts';
import { inAddress, nothing, text } from '../http/input.ts';
import { notFound, problem } from '../http/problem.ts';
import type { RequestContext } from '../http/route.ts';
import { route } from '../http/route.ts';
import { byId, id, listOf, nullableTime, paging, time } from '../http/schemas.ts';
import { beginStep } from './begin-step.ts';
import { receiveImport } from './receive-import.ts';
import { importReport } from './import-report.ts';

const TAG = 'Contacts';
const ADMINS = ['TENANT_ADMIN'] as const;
/** Why a whole file cannot be read. */
const FILE_FAULTS = ['not_csv', 'too_many_lines', 'too_many_columns', 'file_lost'] as const;

const counts = z.object(
  Object.fromEntries([...LINE_OUTCOMES, 'undone' as const, 'kept' as const].map(name => [name, z.int()])) as Record<
    (typeof LINE_OUTCOMES)[number] | 'undone' | 'kept',
    z.ZodInt
  >,
);
const imported = z
  .object({
    id,
    state: z.enum(IMPORT_STATES),
    fileName: z.string().nullable(),
    columns: z.array(z.string()).meta({
      description:
        'What each column of the file is taken for: phone, name, …, `attributes.<name>`; or it is `ignored`.',
    }),
    encoding: z.string(),
    lines: z.int().meta({ description: 'That have been read.' }),
    done: z.int().meta({ description: 'The line up to which the present step has come; the first is the header.' }),
    counts: counts.meta({
      description:
        'Of lines. `create`, `change`: to be done; `created`, `changed`: done; `undone`, `kept`: taken back as a whole, or not, because somebody has used or changed it since.',
    }),
    error: z.enum(FILE_FAULTS).nullable().meta({
      description: '`file_lost`: the stored file was not there any more, or damaged; it is to be brought again.',
    }),
    authorId: id,
    createdAt: time,
    appliedAt: nullableTime,
    endedAt: nullableTime,
    undoUntil: nullableTime.meta({ description: 'Until when it can be taken back; null: there is nothing to.' }),
    expiresAt: time.meta({ description: 'From then on its lines are not kept.' }),
  })
  .meta({ id: 'ContactImport' });

const line = z
  .object({
    line: z.int().meta({ description: 'As a spreadsheet counts; the first is the header.' }),
    phone: z.string().nullable(),
    name: z.string().nullable(),
    outcome: z.enum(LINE_OUTCOMES),
    reason: z.enum(LINE_FAULTS).nullable().meta({
      description: 'Why it is refused; with `undone` false: why it was not taken back, if not because of use.',
    }),
    field: z.string().nullable(),
    contactId: id.nullable(),
    undone: z.boolean().nullable(),
  })
  .meta({ id: 'ContactImportLine' });

const importView = (row: ContactImport): z.input<typeof imported> => {
  const known = row.counts as Record<string, number>;
  const undoable = row.state === 'applied' ? row.appliedAt : null;
  return {
    id: row.id,
    state: row.state as ImportState,
    fileName: row.fileName,
    columns: row.columns,
    encoding: row.encoding,
    lines: row.lines,
    done: row.done,
    counts: Object.fromEntries([...LINE_OUTCOMES, 'undone', 'kept'].map(name => [name, known[name] ?? 0])) as z.input<
      typeof counts
    >,
    error: row.error as (typeof FILE_FAULTS)[number] | null,
    authorId: row.authorId,
    createdAt: row.createdAt.toISOString(),
    appliedAt: row.appliedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    undoUntil: undoable === null ? null : new Date(undoable.getTime() + UNDO_MS).toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
};

const lineView = ({ line: number, phone, wanted, outcome, reason, ...row }: ImportLine): z.input<typeof line> => ({
  line: number,
  phone,
  name: wanted?.givenName ?? null,
  outcome,
  reason: reason as z.input<typeof line>['reason'],
  field: row.field,
  contactId: row.contactId,
  undone: row.undone,
});

async function known(unit: TenantUnit, importId: string): Promise<ContactImport> {
  const row = await findImport(unit, importId);
  if (row === null) throw notFound('The import');
  return row;
}

const begin = route({
  method: 'post',
  path: '/contacts/imports',
  tag: TAG,
  summary: 'Bring a file of contacts (CSV, 50 MB): each line is looked at, and nothing is changed yet',
  roles: ADMINS,
  status: 202,
  takesFile: true,
  query: z.strictObject({ fileName: text(200).optional() }),
  answer: imported,
  handle: async call => importView(await receiveImport(call)),
});

const list = route({
  method: 'get',
  path: '/contacts/imports',
  tag: TAG,
  summary: 'Imports of contacts, the newest first',
  roles: ADMINS,
  query: paging,
  answer: listOf(imported),
  handle: ({ work, query }) =>
    work(async unit =>
      page(
        (await listImports(unit, { before: decodeCursor(query.cursor), limit: query.limit + 1 })).map(importView),
        query.limit,
        each => ({ at: each.createdAt, id: each.id }),
      ),
    ),
});

const read = route({
  method: 'get',
  path: '/contacts/imports/{id}',
  tag: TAG,
  summary: 'How far an import is',
  roles: ADMINS,
  params: byId,
  answer: imported,
  handle: ({ work, params }) => work(async unit => importView(await known(unit, params.id))),
});

const lines = route({
  method: 'get',
  path: '/contacts/imports/{id}/lines',
  tag: TAG,
  summary: 'What would become, and became, of each line',
  roles: ADMINS,
  params: byId,
  query: z.strictObject({
    outcome: z.enum(LINE_OUTCOMES).optional(),
    cursor: cursorText.optional(),
    limit: inAddress.intOr(50, 1, 100),
  }),
  answer: listOf(line),
  handle: ({ work, params, query }) =>
    work(async unit => {
      await known(unit, params.id);
      const after = Math.min(Number(decodeDigitsCursor(query.cursor) ?? 0), 2 ** 31 - 1);
      const outcomes = query.outcome === undefined ? undefined : [query.outcome];
      const rows = await linesAfter(unit, params.id, { after, outcomes, limit: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        items: shown.map(lineView),
        nextCursor: rows.length > shown.length && last !== undefined ? encodeDigitsCursor(String(last.line)) : null,
      };
    }),
});

const report = route({
  method: 'get',
  path: '/contacts/imports/{id}/report',
  tag: TAG,
  summary: 'What became of each line, as a file (CSV)',
  roles: ADMINS,
  params: byId,
  answer: z.unknown(),
  handle: importReport,
});

type Call = Pick<
  RequestContext<{ readonly id: string }, unknown, unknown>,
  'app' | 'work' | 'principal' | 'tenantId' | 'params' | 'at'
>;

/**
 * Goes on to another step.
 * @throws problem 409 `import_not_ready` where it is at another.
 */
async function goOn(
  { app, work, principal, tenantId, params, at }: Call,
  action: string,
  { from, to }: ImportMove,
  check: (row: ContactImport) => void = () => undefined,
): Promise<z.input<typeof imported>> {
  const row = await work(async unit => {
    check(await known(unit, params.id));
    if (!(await moveImport(unit, params.id, { from, to }, at)))
      throw problem(409, 'import_not_ready', 'The import is at another step.');
    await audit(unit, principal, `contact_import.${action}`, params.id, at);
    return known(unit, params.id);
  });
  if (to === 'applying' || to === 'undoing') await beginStep(app, { tenantId, importId: params.id, step: to });
  return importView(row);
}

const step = { method: 'post', tag: TAG, roles: ADMINS, params: byId, body: nothing, answer: imported } as const;

const apply = route({
  ...step,
  path: '/contacts/imports/{id}/apply',
  summary: 'Do what the lines of an import say, as things are by then',
  status: 202,
  handle: call =>
    goOn(call, 'apply', { from: ['checked'], to: 'applying' }, row => {
      if (row.expiresAt.getTime() <= call.at)
        throw problem(409, 'import_expired', 'Its lines are not kept any more. Bring the file again.');
    }),
});

const undo = route({
  ...step,
  path: '/contacts/imports/{id}/undo',
  summary: 'Take an import back within a day: what nobody has used or changed since',
  status: 202,
  handle: call =>
    goOn(call, 'undo', { from: ['applied'], to: 'undoing' }, row => {
      if (row.appliedAt !== null && row.appliedAt.getTime() + UNDO_MS <= call.at)
        throw problem(409, 'undo_over', 'An import can be taken back for a day.');
    }),
});

const cancel = route({
  ...step,
  path: '/contacts/imports/{id}/cancel',
  summary: 'Stop an import; what was done stays done, and can be taken back',
  handle: async call => {
    const row = await call.work(unit => known(unit, call.params.id));
    return row.state === 'applying'
      ? goOn(call, 'stop', { from: ['applying'], to: 'applied' })
      : goOn(call, 'cancel', { from: ['checking', 'checked'], to: 'canceled' });
  },
});

export const importRoutes = [begin, list, read, lines, report, apply, undo, cancel];
