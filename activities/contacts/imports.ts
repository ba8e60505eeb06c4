import { Readable, pipeline } from 'node:stream';
import { Context } from '@temporalio/activity';
import { CsvError, parse } from 'csv-parse';
import type { Database, TenantUnit } from '../../store/db/database.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { ContactImport } from '../../store/generated/client.ts';
import { openWhole } from '../../store/media/cipher.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { FileLostError } from '../../store/media/object-store.ts';
import { noteFileErased } from '../../store/contacts/expire-imports.ts';
import { moveImport, openImport } from '../../store/contacts/imports.ts';
import { applyLines, undoLines } from '../../store/people/apply-import.ts';
import type { ReadLine } from '../../store/people/check-import.ts';
import { checkLines } from '../../store/people/check-import.ts';
import type { ContactActivities, ContactImportInput } from '../../workflows/contract.ts';

/** Lines per transaction. */
const BATCH = 500;
const MOST_LINES = 200_000;
/** Of one line, in UTF-16 code units. */
const LONGEST_LINE = 200_000;

export interface ImportDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly objects: ObjectStore;
  readonly clock: () => number | Promise<number>;
}

/** The file cannot be gone on with. */
class Broken extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Imports of contacts. What a batch did and how far it came are one transaction: nothing is done twice. */
export function importActivities({
  database,
  box,
  objects,
  clock,
}: ImportDependencies): Pick<ContactActivities, 'checkImport' | 'carryOnImport'> {
  const unitOf = unitOfWork(database);

  /** @returns false when somebody else goes on with it. */
  async function readAll({ tenantId, importId }: ContactImportInput, lines: AsyncIterable<ReadLine>, begun: number) {
    let [from, waiting]: [number, ReadLine[]] = [begun, []];
    const keep = async (to: number): Promise<boolean> => {
      const mine = await unitOf(tenantId, unit => checkLines(unit, importId, waiting, { from, to }));
      [from, waiting] = [to, []];
      Context.current().heartbeat();
      return mine;
    };
    for await (const line of lines) {
      if (line.line <= begun) continue;
      if (line.line > MOST_LINES + 1) throw new Broken('too_many_lines');
      waiting.push(line);
      if (waiting.length === BATCH && !(await keep(line.line))) return false;
    }
    const last = waiting.at(-1);
    return last === undefined || keep(last.line);
  }

  return {
    async checkImport(input) {
      const { tenantId, importId } = input;
      const order = await unitOf(tenantId, unit => openImport(unit, box, importId));
      if (order === null) return;
      const { row, objectKey, dataKey } = order;
      const bytes = openWhole(objects, { objectKey, dataKey, size: row.size });
      let error: string | null = null;
      try {
        if (!(await readAll(input, linesOf(bytes, row), row.done))) return;
      } catch (fault) {
        if (fault instanceof Broken) error = fault.code;
        else if (fault instanceof CsvError) error = 'not_csv';
        else if (fault instanceof FileLostError) error = 'file_lost';
        else throw fault;
      }
      const at = await clock();
      await unitOf(tenantId, unit =>
        moveImport(unit, importId, { from: ['checking'], to: error === null ? 'checked' : 'failed', error }, at),
      );
      await objects.remove(objectKey);
      await unitOf(tenantId, unit => noteFileErased(unit, importId));
    },

    async carryOnImport({ tenantId, importId, step }) {
      const at = await clock();
      const doNext = (unit: TenantUnit): Promise<boolean> =>
        step === 'undoing' ? undoLines(unit, importId) : applyLines(unit, importId, at);
      if (await unitOf(tenantId, doNext)) return true;
      const end = step === 'undoing' ? 'undone' : 'applied';
      await unitOf(tenantId, unit => moveImport(unit, importId, { from: [step], to: end }, at));
      return false;
    },
  };
}

/** The lines after the first, with their numbers; empty ones are left out, but counted. */
async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  { delimiter, encoding }: Pick<ContactImport, 'delimiter' | 'encoding'>,
): AsyncGenerator<ReadLine> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_LINE,
    cast: (cell, { index }) => {
      if (index >= 1_000) throw new Broken('too_many_columns');
      return cell;
    },
  });
  // What fails in the source fails in the parser, whom the loop below reads.
  pipeline(Readable.from(decoded(bytes, encoding)), parser, () => undefined);
  let line = 0;
  for await (const cells of parser as AsyncIterable<string[]>) {
    line++;
    if (line > 1 && cells.some(cell => cell.trim() !== '')) yield { line, cells };
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
