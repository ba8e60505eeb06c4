/**
 * Units of work that fail at any statement, are canceled or run out of time: they leave nothing behind, and the next
 * user of the connection is in its own tenant.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NOBODY, noteAct } from '../../store/access/audit.ts';
import { Database, sqlState } from '../../store/db/database.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { int, nullable, statement, text, uuid } from '../../store/db/statement.ts';
import { newId } from '../../store/db/ids.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Random } from '../support/random.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** Fewer connections than callers: each is used by everybody. */
const CONNECTIONS = 5;
const CALLERS = 12;

const WHOSE = statement('test_whose', {
  takes: {},
  gives: { tenant: nullable(uuid), people: int },
  sql: 'SELECT current_tenant() AS tenant, (SELECT count(DISTINCT tenant_id)::int FROM app_user) AS people',
});
const SLEEP = statement('test_sleep', {
  takes: {},
  gives: { slept: text },
  sql: 'SELECT pg_sleep(600)::text AS slept',
});
const PATIENT = statement('test_patient', {
  takes: {},
  gives: { set: text },
  sql: "SELECT set_config('statement_timeout', '10s', true) AS set",
});
const DIVIDE = statement('test_divide', {
  takes: { by: int },
  gives: { quotient: int },
  sql: 'SELECT 1 / $by AS quotient',
});

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none', poolSize: CONNECTIONS })));
afterAll(() => stack.close());

class OnPurpose extends Error {}

/** What a unit can come to; each is seen to have come about. */
const ENDS = [
  'well',
  'thrown',
  'thrown meanwhile',
  'statement',
  'statement in a pipeline',
  'prisma',
  'passed over',
  'canceled',
  'canceled in a pipeline',
] as const;
type End = (typeof ENDS)[number];

/** Does what a unit does, and comes to this end; before it, a random number of other statements, by either way. */
async function live(unit: TenantUnit, id: string, end: End, chance: Random): Promise<void> {
  const [at] = await unit.run(WHOSE, {});
  if (at?.tenant !== unit.tenantId || at.people !== 1)
    throw new Error(`a unit of ${unit.tenantId} sees ${at?.tenant} and ${at?.people} tenants’ people`);
  for (let step = chance.below(4); step > 0; step--) {
    if (chance.below(2) === 0) await unit.run(DIVIDE, { by: 1 });
    else expect(await unit.tx.user.count({ where: { tenantId: { not: unit.tenantId } } })).toBe(0);
  }
  const note = (): Promise<void> => noteAct(unit, { actor: NOBODY, action: 'test.unit', targetId: id, at: 0 });
  await note();
  const quiet = (...some: Promise<unknown>[]): Promise<unknown> => Promise.all(some);
  switch (end) {
    case 'well':
      return;
    case 'thrown':
      throw new OnPurpose();
    case 'thrown meanwhile': {
      const meanwhile = quiet(note(), unit.run(DIVIDE, { by: 1 })).catch(() => undefined);
      void meanwhile;
      throw new OnPurpose();
    }
    case 'statement':
      return void (await unit.run(DIVIDE, { by: 0 }));
    case 'statement in a pipeline':
      return void (await quiet(note(), unit.run(DIVIDE, { by: 0 }), note(), unit.run(WHOSE, {})));
    case 'prisma':
      return void (await unit.tx.$queryRaw`SELECT 1 / 0`);
    case 'passed over':
      return void (await unit.run(DIVIDE, { by: 0 }).catch(() => undefined));
    case 'canceled':
      return void (await unit.run(SLEEP, {}));
    case 'canceled in a pipeline':
      return void (await quiet(note(), unit.run(SLEEP, {}), note()));
  }
}

test('nothing of a unit that did not end well stays, and no connection keeps a tenant', async () => {
  const chance = random('units');
  const units = Array.from({ length: size({ quick: 600, full: 10_000 }) }, (_, index) => ({
    id: newId(),
    end: ENDS[index % ENDS.length]!,
    tenant: stack.tenants[chance.below(2)]!.id,
  }));
  const came = new Map<End, number>();
  let over = false;
  const canceling = (async () => {
    while (!over)
      await stack.db.admin.query(
        `
          SELECT pg_cancel_backend(pid), pg_sleep(0.005)
          FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep(600)%'`,
      );
  })();
  await inParallel(chance.shuffled(units), CALLERS, async ({ id, end, tenant }) => {
    const failed = await stack.db.database
      .withTenant(tenant, unit => live(unit, id, end, chance))
      .then(
        () => null,
        (error: unknown) => error as Error,
      );
    if ((failed === null) !== (end === 'well'))
      throw new Error(`a unit that was to end “${end}” ended with ${String(failed)}`, { cause: failed });
    if (failed !== null && /sees/.test(failed.message)) throw failed;
    came.set(end, (came.get(end) ?? 0) + 1);
    // Outside of a unit there is no tenant, on whichever connection.
    expect(await stack.db.database.ask(WHOSE, {})).toEqual([{ tenant: null, people: 0 }]);
  });
  over = true;
  await canceling;
  expect([...came.keys()].sort()).toEqual([...ENDS].sort());
  const { rows } = await stack.db.admin.query<{ target_id: string }>(
    "SELECT target_id FROM audit WHERE action = 'test.unit' ORDER BY 1",
  );
  expect(rows.map(row => row.target_id)).toEqual(
    units
      .filter(each => each.end === 'well')
      .map(each => each.id)
      .sort(),
  );
});

test('a unit without time is undone, its connection is gone, and the next one is as it should be', async () => {
  const database = new Database({ url: stack.db.appUrl, poolSize: 1, maxWaitMs: 600_000, timeoutMs: 2_000 });
  try {
    const [tenant, other] = [stack.tenants[0]!.id, stack.tenants[1]!.id];
    const id = newId();
    let late: Promise<string> = Promise.resolve('');
    const ended = database.withTenant(tenant, async unit => {
      await noteAct(unit, { actor: NOBODY, action: 'test.late', targetId: id, at: 0 });
      // PostgreSQL's own limit is the same, and not what this is about. It ends the statement all the same: an open
      // transaction holds up the change feeds of all databases there are.
      await unit.run(PATIENT, {});
      await unit.run(SLEEP, {}).catch(() => undefined);
      // Whoever goes on all the same reaches nobody's rows.
      late = unit.run(WHOSE, {}).then(
        () => 'answered',
        (error: unknown) => (error as Error).message,
      );
    });
    await expect(ended).rejects.toMatchObject({ name: 'UnitTimeoutError', code: 'ETIMEDOUT' });
    expect(await database.withTenant(other, unit => unit.run(WHOSE, {}))).toEqual([{ tenant: other, people: 1 }]);
    expect(await late).toBe('a statement came after its unit of work was over');
    expect((await stack.db.admin.query('SELECT 1 FROM audit WHERE target_id = $1', [id])).rowCount).toBe(0);
  } finally {
    await database.close();
  }
});

test('whoever asks for several at once is told what the first to fail failed for', async () => {
  const failing = (work: (unit: TenantUnit) => Promise<unknown>): Promise<string> =>
    stack.db.database.withTenant(stack.tenants[0]!.id, work).then(
      () => 'kept',
      (error: unknown) => sqlState(error) ?? String(error),
    );
  for (let time = 0; time < 50; time++) {
    expect(
      await failing(unit => Promise.all([unit.run(DIVIDE, { by: 0 }), unit.run(WHOSE, {}), unit.run(WHOSE, {})])),
    ).toBe('22012');
    expect(
      await failing(async unit =>
        Promise.all([
          (async () => (await unit.run(DIVIDE, { by: 0 })).length)(),
          unit.run(WHOSE, {}),
          unit.tx.user.count(),
        ]),
      ),
    ).toBe('22012');
  }
});

test('Prisma’s client of a unit that is over reaches nothing', async () => {
  const kept: TenantUnit['tx'][] = [];
  await stack.db.database.withTenant(
    stack.tenants[0]!.id,
    async unit => void kept.push(unit.tx, await unit.tx.user.count().then(() => unit.tx)),
  );
  for (const tx of kept)
    await expect(tx.user.count()).rejects.toThrow('a statement came after its unit of work was over');
});

test('what is no uuid is no tenant', async () => {
  await expect(stack.db.database.withTenant("x'; DROP TABLE app_user; --", () => Promise.resolve())).rejects.toThrow(
    'a tenant is named by a uuid',
  );
});
