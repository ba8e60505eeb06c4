import { CSV_MARK, csvLine } from '../../domain/text/csv.ts';
import { findImport, linesAfter } from '../../store/contacts/imports.ts';
import { audit } from '../http/access.ts';
import { notFound } from '../http/problem.ts';
import type { RequestContext } from '../http/route.ts';
import { sendCsv } from './send-csv.ts';

const AT_ONCE = 1_000;
const HEADER = ['line', 'phone', 'outcome', 'reason', 'field', 'contact', 'undone'];

/** Streams what became of each line of an import, a batch of lines at a time. */
export async function importReport({
  work,
  principal,
  params,
  at,
  response,
}: RequestContext<{ readonly id: string }, unknown, unknown>): Promise<void> {
  await work(async unit => {
    if ((await findImport(unit, params.id)) === null) throw notFound('The import');
    await audit(unit, principal, 'contact_import.report', params.id, at);
  });
  async function* rows(): AsyncGenerator<string> {
    yield CSV_MARK + csvLine(HEADER);
    for (let after = 0; ;) {
      const from = after;
      const lines = await work(unit => linesAfter(unit, params.id, { after: from, limit: AT_ONCE }));
      const last = lines.at(-1);
      if (last === undefined) return;
      after = last.line;
      yield lines
        .map(({ line, phone, outcome, reason, field, contactId, undone }) =>
          csvLine([
            String(line),
            phone === null ? '' : `+${phone}`,
            outcome,
            reason ?? '',
            field ?? '',
            contactId ?? '',
            undone === null ? '' : undone ? 'yes' : 'no',
          ]),
        )
        .join('');
    }
  }
  await sendCsv(response, 'import-report.csv', rows());
}
