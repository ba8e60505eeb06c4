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

/** Two agents miss it, one after the other: it is offered again when the first may have it again, not only the second. */
const TWO_MISSED = [
  [{ kind: 'arrive', queue: 0, priority: 0, skill: null, level: 1 }, { kind: 'presence', which: 0, value: 0 }], [{ kind: 'wait', which: 109 }], [{ kind: 'wait', which: 152 }],
  [{ kind: 'arrive', queue: 51, priority: 0, skill: null, level: 1 }], [{ kind: 'arrive', queue: 0, priority: 0, skill: null, level: 1 }], [{ kind: 'accept', which: 0 }], [{ kind: 'wait', which: 277 }], [{ kind: 'presence', which: 674, value: 0 }],
] as Parameters<typeof AcdHistory.run>[1];

test('random histories: capacity, one offer each, nobody waits beside a free agent, nobody is passed by, the time of waiting is kept', async () => {
  await fc.assert(fc.asyncProperty(acdHistory, history => AcdHistory.run(place, history)), { numRuns: 120, examples: [[TWO_MISSED]] });
  expect((await db.admin.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')).rows[0].deadlocks).toBe('0');
}, 180_000);
