import { fc } from '../support/fast-check.ts';
import pg from 'pg';
import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { createTenant } from '../../prisma/seed.ts';
import { Database } from '../../store/db/database.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import type { AcdPlace } from '../support/acd-history.ts';
import { AcdHistory, acdHistory, acdPlace } from '../support/acd-history.ts';

const HISTORIES = 20_000;
const MEETINGS = 1_000;
/** Number of tenants whose histories run concurrently. */
const PLACES = 6;

/**
 * Runs random histories of the ACD, and lets an agent become free at the moment a conversation is enqueued. Nothing
 * polls: every match has to come from a match request.
 */
export async function chaosAcd({ urls, adminUrl }: BenchEnvironment): Promise<Measurement[]> {
  const database = new Database({ url: urls.app, poolSize: PLACES * 4, maxWaitMs: 60_000, timeoutMs: 60_000 });
  const admin = new pg.Pool({ connectionString: adminUrl, max: PLACES });
  try {
    return await measure(database, admin);
  } finally {
    await Promise.all([database.close(), admin.end()]);
  }
}

async function measure(database: Database, admin: pg.Pool): Promise<Measurement[]> {
  const box = new SecretBox([{ id: 'chaos', key: Buffer.alloc(32) }]);
  const places: AcdPlace[] = [];
  for (let index = 0; index < PLACES; index++) {
    const plan = {
      name: `Acd ${index}`,
      slug: `acd${index}`,
      wabaId: `acd-waba-${index}`,
      phoneNumberId: `acd-${index}`,
      displayPhoneNumber: `+1 ${index}`,
      agents: ['One', 'Two', 'Three'],
    };
    places.push(
      await acdPlace(
        database,
        admin,
        (await createTenant(database, box, plan, Date.now(), { plain: 'x', hash: 'x' })).id,
      ),
    );
  }
  let [run, failed, begun] = [0, 0, 0];
  const one = (place: AcdPlace, history: Parameters<typeof AcdHistory.run>[1]): Promise<void> => {
    if (++begun % 1_000 === 0) console.log(`  ${begun} histories`);
    return AcdHistory.run(place, history);
  };
  await Promise.all(
    places.map(async place => {
      const checked = await fc.check(
        fc.asyncProperty(acdHistory, history => one(place, history)),
        { numRuns: Math.ceil(HISTORIES / PLACES) },
      );
      run += checked.numRuns;
      if (!checked.failed) return;
      failed += 1;
      console.log(fc.defaultReportMessage(checked), checked.errorInstance);
    }),
  );
  const met = await Promise.all(places.map(place => AcdHistory.meet(place, Math.ceil(MEETINGS / PLACES))));
  const [{ deadlocks } = { deadlocks: '–' }] = (
    await admin.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    )
  ).rows;
  const counted = (name: string, value: number, floor: string, holds: boolean): Measurement => ({
    name,
    value,
    unit: '',
    baseline: null,
    ratio: null,
    floor,
    holds,
  });
  return [
    counted('random histories of the ACD', run, `≥ ${HISTORIES}`, run >= HISTORIES),
    counted('places in which one broke a rule', failed, '0', failed === 0),
    counted(
      'an enqueue and an agent’s freeing at one moment',
      met.reduce((sum, each) => sum + each.rounds, 0),
      `≥ ${MEETINGS}`,
      true,
    ),
    counted(
      'of those, not matched',
      met.reduce((sum, each) => sum + each.unmatched, 0),
      '0',
      met.every(each => each.unmatched === 0),
    ),
    counted('deadlocks', Number(deadlocks), '0', Number(deadlocks) === 0),
  ];
}
