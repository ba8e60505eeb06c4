import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import { createTenant } from '../../prisma/seed.ts';
import type { AcdPlace } from '../support/acd-history.ts';
import { AcdHistory, acdHistory, acdPlace } from '../support/acd-history.ts';
import { size } from '../support/size.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';

let db: TestDatabase;
let place: AcdPlace;
beforeAll(async () => {
  db = await createTestDatabase();
  const tenant = await createTenant(
    db.database,
    new SecretBox([{ id: 'test', key: Buffer.alloc(32) }]),
    {
      name: 'Acd',
      slug: 'acd',
      wabaId: '1',
      phoneNumberId: '2',
      displayPhoneNumber: '3',
      agents: ['One', 'Two', 'Three'],
    },
    Date.now(),
    { plain: 'x', hash: 'x' },
  );
  place = await acdPlace(db.database, db.admin, tenant.id);
});
afterAll(() => db.close());

/** Fifty see every mutant; `npm run chaos -- acd` runs 20,000 in six tenants at once. */
const RUNS = size({ quick: 50, full: 500 });

/**
 * Two agents miss it, one after the other: it is offered again when the first may have it again, not only the second.
 */
const TWO_MISSED = [
  [
    { kind: 'arrive', queue: 0, priority: 0, skill: null, level: 1 },
    { kind: 'presence', which: 0, value: 0 },
  ],
  [{ kind: 'wait', which: 109 }],
  [{ kind: 'wait', which: 152 }],
  [{ kind: 'arrive', queue: 51, priority: 0, skill: null, level: 1 }],
  [{ kind: 'arrive', queue: 0, priority: 0, skill: null, level: 1 }],
  [{ kind: 'accept', which: 0 }],
  [{ kind: 'wait', which: 277 }],
  [{ kind: 'presence', which: 674, value: 0 }],
] as Parameters<typeof AcdHistory.run>[1];

const ONLY_ONE_ONLINE = [
  { kind: 'presence', which: 1, value: 3 },
  { kind: 'presence', which: 2, value: 3 },
];
const ARRIVES = { kind: 'arrive', queue: 0, priority: 0, skill: null, level: 1 };
/** The only agent misses it: it is offered again once the agent may have it again, though nothing else happens then. */
const ONE_MISSED = [
  ONLY_ONE_ONLINE,
  [ARRIVES],
  [{ kind: 'wait', which: 22 }],
  [{ kind: 'wait', which: 18 }],
  [{ kind: 'wait', which: 15 }],
] as Parameters<typeof AcdHistory.run>[1];
/** The only agent becomes free in one queue: who waits in another is offered. */
const FREED_FOR_ANOTHER_QUEUE = [
  ONLY_ONE_ONLINE,
  [ARRIVES],
  [{ kind: 'accept', which: 0 }],
  [{ ...ARRIVES, queue: 1 }],
  [{ kind: 'close', which: 0 }],
  [{ kind: 'wait', which: 11 }],
] as Parameters<typeof AcdHistory.run>[1];
/** Offered to several, and nobody answers. */
const NOBODY_OF_SEVERAL = [
  [{ kind: 'broadcast', which: 0, value: 3 }],
  [ARRIVES],
  [{ kind: 'wait', which: 22 }],
] as Parameters<typeof AcdHistory.run>[1];
/** Who rejected it has most room, and is not asked again all the same. */
const REJECTED_BY_THE_LEAST_LOADED = [
  [
    { kind: 'presence', which: 0, value: 3 },
    { kind: 'presence', which: 2, value: 3 },
  ],
  [{ kind: 'capacity', which: 1, value: 3 }],
  [{ kind: 'strategy', which: 0, value: 1 }],
  [ARRIVES],
  [{ kind: 'accept', which: 0 }],
  [{ kind: 'presence', which: 0, value: 0 }],
  [ARRIVES],
  [{ kind: 'reject', which: 0 }],
] as Parameters<typeof AcdHistory.run>[1];

test('random histories: capacity, one offer each, nobody waits beside a free agent, nobody is passed by, the time of waiting is kept', async () => {
  await fc.assert(
    fc.asyncProperty(acdHistory, history => AcdHistory.run(place, history)),
    {
      numRuns: RUNS,
      examples: [
        [ONE_MISSED],
        [TWO_MISSED],
        [FREED_FOR_ANOTHER_QUEUE],
        [NOBODY_OF_SEVERAL],
        [REJECTED_BY_THE_LEAST_LOADED],
      ],
    },
  );
  expect(
    (
      await db.admin.query<{ deadlocks: string }>(
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      )
    ).rows[0]!.deadlocks,
  ).toBe('0');
});
