import type { Database } from './database.ts';

/** Self-repairs that are counted. In a healthy system all of them stay 0. */
export type MendCounter = 'workflow_reload' | 'sweep_mend' | 'gap_fill' | 'outbox_quarantined';

/** Adds to a counter shared by all processes. */
export async function count(database: Database, name: MendCounter, by = 1): Promise<void> {
  await database.directory.$executeRaw`
    INSERT INTO engine_counter AS c (name, value)
    VALUES (${name}, ${by})
    ON CONFLICT (name) DO UPDATE
    SET value = c.value + ${by}`;
}

/** All counters; one that was never incremented is missing. */
export async function readCounters(database: Database): Promise<Partial<Record<MendCounter, number>>> {
  const rows = await database.directory.$queryRaw<
    { name: MendCounter; value: bigint }[]
  >`SELECT name, value FROM engine_counter`;
  return Object.fromEntries(rows.map(row => [row.name, Number(row.value)]));
}
