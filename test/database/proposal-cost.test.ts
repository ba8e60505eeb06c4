/** However many contacts there are: who looks at those that are likely one person reads as many rows. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { listProposals } from '../../store/people/proposals.ts';
import { fillSearch } from '../../store/search/fill.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeAll(async () => void (db = await createTestDatabase()));
afterAll(() => db.close());

/** A tenant with so many contacts, of which every two have an e-mail address in common. */
async function tenantWith(contacts: number): Promise<string> {
  const tenant = newId();
  await db.admin.query(
    `
      INSERT INTO contact (id, tenant_id, created_at, attributes)
      SELECT md5($1::text || n)::uuid, $1::uuid, now(), jsonb_build_object('email', 'c' || n / 2 || '@example.com')
      FROM generate_series(0, $2::int - 1) n`,
    [tenant, contacts],
  );
  await db.admin.query(
    `
      INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
      SELECT $1::uuid, 'wa_id', (490000000000 + n)::text, md5($1::text || n)::uuid, now()
      FROM generate_series(0, $2::int - 1) n`,
    [tenant, contacts],
  );
  return tenant;
}

/** Rows that are read of tables in a unit. */
function rowsRead(tenant: string, work: Parameters<typeof db.database.withTenant<unknown>>[1]): Promise<number> {
  return db.database.withTenant(tenant, async unit => {
    const read = async (): Promise<number> => {
      const [row] = await unit.tx.$queryRaw<{ read: number }[]>`
        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS read
        FROM pg_stat_xact_user_tables`;
      return row!.read;
    };
    const before = await read();
    await work(unit);
    return (await read()) - before;
  });
}

test('a page of proposals, and a contact that changes, cost the same among many as among few', async () => {
  const [few, many] = [await tenantWith(1_200), await tenantWith(12_000)];
  const costs: number[][] = [];
  for (const tenant of [few, many]) {
    while ((await db.database.withTenant(tenant, fillSearch)) === 'more');
    await db.admin.query('ANALYZE contact, contact_identity, contact_term, contact_alike, search_contact_change');
    const page = await rowsRead(tenant, unit => listProposals(unit, null, 20));
    const { items, end } = await db.database.withTenant(tenant, unit => listProposals(unit, null, 20));
    expect([items.length, end === null]).toEqual([20, false]);
    await db.admin.query('UPDATE contact SET profile_name = $2 WHERE id = md5($1::text || 7)::uuid', [tenant, 'Ada']);
    costs.push([page, await rowsRead(tenant, fillSearch)]);
  }
  const [small, large] = costs as [number[], number[]];
  expect(small[0]).toBeGreaterThan(0);
  expect(large[0]).toBeLessThanOrEqual(small[0]! * 1.5);
  expect(large[1]).toBeLessThanOrEqual(small[1]! * 1.5);
});
