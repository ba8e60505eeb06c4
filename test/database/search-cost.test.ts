/** However many messages there are, and whatever is asked for: only so many rows are looked at. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../store/db/ids.ts';
import { inOrder, statements } from '../../store/db/statement.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';
import { rowsLookedAt } from '../support/explained.ts';

await import('../../store/search/find-messages.ts');
await import('../../store/search/find-contacts.ts');

const MESSAGES = 30_000;
let db: TestDatabase;
let app: pg.Client;
beforeAll(async () => {
  db = await createTestDatabase();
  const tenant = newId();
  // Each has a word that all have, one that every second has, and one of its own.
  await db.admin.query(
    `
      INSERT INTO message_term (tenant_id, kind, term, at, message_id)
      SELECT $1, 'm', term, now() - n * interval '1 second', md5(n::text)::uuid
      FROM generate_series(1, $2::int) n
        CROSS JOIN LATERAL (VALUES ('all'), ('half' || n % 2), ('one' || n)) AS t(term)`,
    [tenant, MESSAGES],
  );
  await db.admin.query(
    'INSERT INTO contact (id, tenant_id, created_at) SELECT md5(n::text)::uuid, $1, now() FROM generate_series(1, $2::int) n',
    [tenant, MESSAGES],
  );
  await db.admin.query(
    "INSERT INTO contact_term (tenant_id, term, contact_id) SELECT $1, 'ann' || n, md5(n::text)::uuid FROM generate_series(1, $2::int) n",
    [tenant, MESSAGES],
  );
  await db.admin.query('ANALYZE message_term, contact_term, contact');
  app = new pg.Client({ connectionString: db.appUrl, options: '-c jit=off' });
  await app.connect();
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [tenant]);
});
afterAll(() => app.end());

const AT = { at: new Date('9999-12-31T00:00:00Z'), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
const EVERYTHING = { kind: 'm', viewer: null, reader: null, most: 11, ...AT };
const CASES: readonly (readonly [
  what: string,
  name: string,
  values: Readonly<Record<string, unknown>>,
  most: number,
])[] = [
  ['a word of all messages', 'search_find_messages', { ...EVERYTHING, rarest: ['all'], others: [], groups: [] }, 5_000],
  [
    'words of which none is rare',
    'search_find_messages',
    { ...EVERYTHING, rarest: ['half0'], others: ['half1', 'all'], groups: [0, 1] },
    5_000,
  ],
  [
    'one of twenty words',
    'search_find_messages',
    {
      ...EVERYTHING,
      rarest: ['all', 'half0', 'half1', ...Array.from({ length: 17 }, (_, n) => `one${n}`)],
      others: [],
      groups: [],
    },
    6_000,
  ],
  ['the beginning of all words', 'search_completions', { kind: 'm', from: 'o', to: 'p', most: 20 }, 50],
  ['how frequent words are', 'search_counts', { kind: 'm', terms: ['all', 'half0', 'one1'] }, 500],
  [
    'a part of all names',
    'search_find_contacts',
    { from: 'an', to: 'ao', others: ['ann1'], othersTo: ['ann2'], viewer: null, tag: null, blocked: null },
    4_000,
  ],
];

describe.each(['force_generic_plan', 'force_custom_plan'])('%s', planned => {
  test.each(CASES)('%s', async (_what, name, values, most) => {
    const statement = statements().find(each => each.name === name)!;
    const looked = await rowsLookedAt(app, planned, statement.sql, inOrder(statement, values));
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(most);
  });
});
