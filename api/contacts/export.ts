import { z } from 'zod';
import { CSV_MARK, csvLine } from '../../domain/text/csv.ts';
import type { NamedContact } from '../../store/contacts/contacts.ts';
import { attributeNames, nextExported } from '../../store/contacts/exported.ts';
import { audit } from '../http/access.ts';
import { inAddress } from '../http/input.ts';
import { route } from '../http/route.ts';
import { tag } from './contact.ts';
import { sendCsv } from './send-csv.ts';

const AT_ONCE = 500;
const COLUMNS = [
  'phone',
  'name',
  'profile_name',
  'username',
  'language',
  'vip',
  'tags',
  'consent',
  'training_consent',
  'marketing_stopped',
  'blocked',
  'created_at',
] as const;

const flag = (value: boolean): string => (value ? 'yes' : 'no');

const cellsOf = (row: NamedContact): Readonly<Record<(typeof COLUMNS)[number], string>> => ({
  phone: row.waId === null ? '' : `+${row.waId}`,
  name: row.givenName ?? '',
  profile_name: row.profileName ?? '',
  username: row.username ?? '',
  language: row.language ?? '',
  vip: flag(row.vip),
  tags: row.tags.join('; '),
  consent: row.consentSource ?? '',
  training_consent: flag(row.trainingConsent),
  marketing_stopped: flag(row.marketingStopped),
  blocked: flag(row.blocks.some(each => each.blocked)),
  created_at: row.createdAt.toISOString(),
});

/** As an import takes it. Whose processing is restricted is left out: it is not the talk itself. */
const download = route({
  method: 'get',
  path: '/contacts/export',
  tag: 'Contacts',
  summary: 'Contacts as a file (CSV), which can be imported again',
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
      yield CSV_MARK + csvLine([...COLUMNS, ...names.map(name => `attributes.${name}`)]);
      for (let after: string | null = null; ;) {
        const from: string | null = after;
        const contacts: NamedContact[] = await work(unit => nextExported(unit, query, { after: from, limit: AT_ONCE }));
        after = contacts.at(-1)?.id ?? null;
        if (after === null) return;
        yield contacts
          .filter(({ restricted }) => !restricted)
          .map(row => {
            const attributes = row.attributes as Readonly<Record<string, string>>;
            const own = names.map(name => (Object.hasOwn(attributes, name) ? (attributes[name] ?? '') : ''));
            const cells = cellsOf(row);
            return csvLine([...COLUMNS.map(column => cells[column]), ...own]);
          })
          .join('');
      }
    }
    await sendCsv(response, 'contacts.csv', rows());
    return undefined;
  },
});

export const exportRoutes = [download];
