import { randomBytes } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { readColumns } from '../../domain/contacts/import-columns.ts';
import { delimiterOf } from '../../domain/text/csv.ts';
import { addImport } from '../../store/contacts/imports.ts';
import type { ContactImport } from '../../store/generated/client.ts';
import { sealStream } from '../../store/media/cipher.ts';
import { newObjectKey } from '../../store/media/object-store.ts';
import { audit } from '../http/access.ts';
import { problem } from '../http/problem.ts';
import type { RequestContext } from '../http/route.ts';
import { beginStep } from './begin-step.ts';

const FILE_BYTES = 50 * 1024 * 1024;
/** The names of the columns are looked for in so many bytes. */
const HEAD_BYTES = 64 * 1024;

const refused = (title: string, extra: Readonly<Record<string, string>>) =>
  problem(422, 'import_refused', title, { field: 'body', extra, headers: { connection: 'close' } });

const COLUMN_FAULTS = {
  no_phone_column: 'No column has the phone numbers. Name one of them “phone”.',
  column_twice: 'Two columns are the same.',
  too_many_columns: 'It has more columns than an import takes.',
} as const;

/** What of a file is learned while it goes by. */
interface Seen {
  head: Buffer;
  size: number;
  isUtf8: boolean;
}

/**
 * Keeps a file of contacts, encrypted, without having it in memory, and begins to read it. What it is refused for is
 * found in its first line.
 * @throws problem 413 `file_refused`, 422 `import_refused` with the column, 400 `upload_broken_off`.
 */
export async function receiveImport({
  app,
  work,
  principal,
  tenantId,
  request,
  query,
  at,
}: RequestContext<unknown, { readonly fileName?: string | undefined }, unknown>): Promise<ContactImport> {
  const file = { objectKey: newObjectKey(tenantId), dataKey: randomBytes(32) };
  const seen: Seen = { head: Buffer.alloc(0), size: 0, isUtf8: true };
  const source = looking(request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>, seen);
  try {
    await app.objects.put(file.objectKey, sealStream(source, file.dataKey, 'content')).catch((error: unknown) => {
      throw request.destroyed
        ? problem(400, 'upload_broken_off', 'The file did not come whole.', { field: 'body' })
        : error;
    });
    if (seen.size > FILE_BYTES)
      throw problem(413, 'file_refused', 'The file is too large.', {
        field: 'body',
        headers: { connection: 'close' },
      });
    const found = headOf(seen);
    const added = await work(async unit => {
      const row = await addImport(
        unit,
        app.box,
        { ...file, ...found, size: seen.size, fileName: query.fileName ?? null, author: principal },
        at,
      );
      await audit(unit, principal, 'contact_import.create', row.id, at, { size: seen.size });
      return row;
    });
    await beginStep(app, { tenantId, importId: added.id, step: 'checking' });
    return added;
  } catch (error) {
    await app.objects.remove(file.objectKey);
    throw error;
  }
}

/** Passes a file on up to the limit, and notes how it begins and whether it is UTF-8. */
async function* looking(source: AsyncIterable<Buffer>, seen: Seen): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of source) {
    seen.size += chunk.length;
    if (seen.size > FILE_BYTES) return;
    if (seen.head.length < HEAD_BYTES) seen.head = Buffer.concat([seen.head, chunk]).subarray(0, HEAD_BYTES);
    seen.isUtf8 = seen.isUtf8 && isText(decoder, chunk);
    yield chunk;
  }
}

function isText(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Spreadsheets write UTF-16 with a mark, and else what was usual in the west of Europe where it is not UTF-8. */
function encodingOf({ head, isUtf8 }: Seen): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return isUtf8 ? 'utf-8' : 'windows-1252';
}

function headOf(seen: Seen): {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: string;
} {
  const encoding = encodingOf(seen);
  const [first = ''] = new TextDecoder(encoding).decode(seen.head).split(/\r\n|\r|\n/, 1);
  const delimiter = delimiterOf(first);
  const columns = readColumns(cellsOf(first, delimiter));
  if (!('fault' in columns)) return { columns, delimiter, encoding };
  throw refused(COLUMN_FAULTS[columns.fault], { reason: columns.fault, column: columns.field });
}

function cellsOf(line: string, delimiter: string): string[] {
  try {
    const [cells = []]: string[][] = parse(line, { delimiter, relax_column_count: true, relax_quotes: true });
    return cells;
  } catch {
    throw refused('The first line does not name the columns.', { reason: 'not_csv', column: '' });
  }
}
