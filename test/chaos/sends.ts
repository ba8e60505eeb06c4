import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchEnvironment } from '../../bench/environment.ts';
import { inParallel } from '../../bench/load.ts';
import type { Measurement } from '../../bench/report.ts';
import type { FaultOrder } from '../../simulator/settings.ts';
import { eventually } from '../support/eventually.ts';
import { Site } from './site.ts';

/** Faults after which the answer does not show whether WhatsApp accepted the message. */
const KINDS: readonly FaultOrder['kind'][] = [
  'accept_then_drop',
  'accept_then_reset',
  'accept_then_garble',
  'accept_then_hang',
  'error_500_after',
  'error_500_before',
  'reset',
  'hang',
];
const CONVERSATIONS = 250;
const KILLS = 3;

/**
 * 2,000 sends with ambiguous outcome, a third of the statuses lost, and the worker killed in between: nothing may be
 * sent twice by itself, and nothing may be stuck.
 */
export async function chaosSends(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(
    environment,
    { statusDelayMs: 500, loss: 0.33, duplicates: 0.2, shuffle: true },
    { SEND_TIMEOUT_MS: '1000' },
  );
  const boss = site.api();
  const contacts = Array.from({ length: CONVERSATIONS }, (_, index) => `4987${String(index).padStart(5, '0')}`);
  await inParallel(contacts, 20, from => site.write(from, 'help'));
  const ids = await eventually(async () => {
    const { rows } = await site.admin.query<{ id: string; value: string }>(
      'SELECT c.id, i.value FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id',
    );
    return rows.length === CONVERSATIONS ? new Map(rows.map(row => [row.value, row.id])) : null;
  }, 'the conversations');
  await inParallel(
    contacts.flatMap((from, index) =>
      KINDS.map((_, turn) => ({ from, kind: KINDS[(index + turn) % KINDS.length] ?? 'hang' })),
    ),
    1,
    ({ from, kind }) => site.fault(kind, from),
  );
  await inParallel(contacts, 20, async from => {
    for (const kind of KINDS.keys()) {
      const { status } = await boss.post(`/api/v1/conversations/${ids.get(from)}/messages`, {
        text: { body: `${from} ${kind}` },
      });
      if (status !== 202) throw new Error(`a reply was answered ${status}`);
    }
  });
  const open = async (): Promise<number> =>
    (await site.admin.query("SELECT 1 FROM send_attempt WHERE state IN ('PREPARED', 'IN_FLIGHT')")).rowCount ?? 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(8_000);
    console.log(`  killing the worker; ${await open()} sends are open`);
    await site.kill('worker');
  }
  await eventually(async () => (await open()) === 0, 'the last send', { deadlineMs: 600_000 });
  // Wait for the last statuses, which settle unknown sends.
  await sleep(3_000);
  const measurements = await judge(site);
  await site.admin.end();
  return measurements;
}

async function judge(site: Site): Promise<Measurement[]> {
  const { rows } = await site.admin.query<{
    id: string;
    state: string;
    number: number;
    message_id: string;
    heard: boolean;
  }>(
    `
      SELECT
        a.id,
        a.state,
        a.number,
        a.message_id,
        EXISTS (SELECT 1 FROM message_status s WHERE s.attempt_id = a.id) AS heard
      FROM send_attempt a`,
  );
  const taken = new Map<string, number>();
  for (const { bizOpaqueCallbackData: attempt } of await site.ledger())
    if (attempt !== null) taken.set(attempt, (taken.get(attempt) ?? 0) + 1);
  const perMessage = new Map<string, number>();
  for (const row of rows)
    perMessage.set(row.message_id, (perMessage.get(row.message_id) ?? 0) + (taken.get(row.id) ?? 0));
  const states = Object.fromEntries(
    ['ACCEPTED', 'REJECTED', 'UNKNOWN', 'VOID'].map(state => [state, rows.filter(row => row.state === state).length]),
  );
  const doubled = [...perMessage.values()].filter(count => count > 1).length;
  const stuck = rows.filter(
    row => !['ACCEPTED', 'REJECTED', 'UNKNOWN', 'THROTTLED', 'VOID'].includes(row.state),
  ).length;
  const wrong = rows.filter(
    row => (row.state === 'ACCEPTED' && !taken.has(row.id)) || (row.state === 'REJECTED' && taken.has(row.id)),
  ).length;
  const unsettled = rows.filter(row => row.state === 'UNKNOWN' && row.heard).length;
  console.log(`  ${perMessage.size} messages, attempts ${JSON.stringify(states)}, ${taken.size} in the ledger`);
  const zero = (name: string, value: number): Measurement => ({
    name,
    value,
    unit: '',
    baseline: null,
    ratio: null,
    floor: '0',
    holds: value === 0,
  });
  return [
    {
      name: 'ambiguous sends',
      value: perMessage.size,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '2,000',
      holds: perMessage.size === CONVERSATIONS * KINDS.length,
    },
    zero('sent twice by themselves', doubled),
    zero('stuck', stuck),
    zero('shown as something they were not', wrong),
    zero('UNKNOWN although a status came', unsettled),
  ];
}
