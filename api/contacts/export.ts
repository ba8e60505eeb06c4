import { z } from 'zod';
import type { ExportedContact } from '../../domain/contacts/export-line.ts';
import { exportCells, exportColumns } from '../../domain/contacts/export-line.ts';
import { CSV_MARK, csvLine } from '../../domain/text/csv.ts';
import type { NamedContact } from '../../store/contacts/contacts.ts';
import { attributeNames, nextExported } from '../../store/contacts/exported.ts';
import { importedFacts } from '../../store/people/check-import.ts';
import { audit } from '../http/access.ts';
import { inAddress } from '../http/input.ts';
import { route } from '../http/route.ts';
import { tag } from './contact.ts';
import { sendCsv } from './send-csv.ts';

const AT_ONCE = 500;

const exported = (row: NamedContact): ExportedContact => ({
  ...importedFacts(row),
  digits: row.waId,
  profileName: row.profileName,
  username: row.username,
  trainingConsent: row.trainingConsent,
  marketingStopped: row.marketingStopped,
  blocked: row.blocks.some(each => each.blocked),
  createdAt: row.createdAt.toISOString(),
});

/** As an import takes it. Whose processing is restricted is left out: it is not the talk itself. */
const download = route({
  method: 'get',
  path: '/contacts/export',
  tag: 'Contacts',
  summary: 'Contacts as a file (CSV), which can be imported again; the first 900 names of attributes have columns',
  roles: ['TENANT_ADMIN'],
  query: z.strictObject({ tag: tag.optional(), blocked: inAddress.choice() }),
  answer: z.unknown(),
  handle: async ({ work, principal, tenantId, query, at, response }) => {
    const names = await work(async unit => {
      await audit(unit, principal, 'contact.export', tenantId, at, {
        filter: Object.keys(query).sort().join(),
      });
      return attributeNames(unit);
    });
    async function* rows(): AsyncGenerator<string> {
      yield CSV_MARK + csvLine(exportColumns(names));
      for (let after: string | null = null; ;) {
        const from: string | null = after;
        const contacts: NamedContact[] = await work(unit => nextExported(unit, query, { after: from, limit: AT_ONCE }));
        after = contacts.at(-1)?.id ?? null;
        if (after === null) return;
        yield contacts
          .filter(({ restricted }) => !restricted)
          .map(row => csvLine(exportCells(exported(row), names)))
          .join('');
      }
    }
    await sendCsv(response, 'contacts.csv', rows());
    return undefined;
  },
});

export const exportRoutes = [download];
