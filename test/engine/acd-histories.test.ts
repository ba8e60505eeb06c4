import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretBox } from '../../store/secret-box.ts';
import { createTenant } from '../../prisma/seed.ts';
import type { AcdPlace } from '../support/acd-history.ts';
import { AcdHistory, acdHistory, acdPlace } from '../support/acd-history.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';

let db: TestDatabase;
let place: AcdPlace;
beforeAll(async () => {
  db = await createTestDatabase();
  const tenant = await createTenant(db.database, new SecretBox([{ id: 'test', key: Buffer.alloc(32) }]), { name: 'Acd', slug: 'acd', wabaId: '1', phoneNumberId: '2', displayPhoneNumber: '3', agents: ['One', 'Two', 'Three'] }, Date.now(), { plain: 'x', hash: 'x' });
  place = await acdPlace(db.database, db.admin, tenant.id);
});
afterAll(() => db.close());

test('random histories: capacity, one offer each, nobody waits beside a free agent, nobody is passed by, the time of waiting is kept', async () => {
  await fc.assert(fc.asyncProperty(acdHistory, history => AcdHistory.run(place, history)), { numRuns: 120 });
  expect((await db.admin.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')).rows[0].deadlocks).toBe('0');
}, 180_000);
