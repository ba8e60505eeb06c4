import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import { Site, persistently } from './site.ts';

const LIVES = 12;
const CONVERSATIONS = 8;
const MODEL_MS = 1_200;

/** Kills the worker at every point of a turn: there must be exactly one answer or one hand-over. */
export async function chaosAi(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(
    environment,
    { statusDelayMs: 20, unknownContacts: 'open', model: `adv-slow:${MODEL_MS}` },
    {
      OPENAI_BASE_URL: `http://127.0.0.1:${environment.simulatorPort}/v1`,
      OPENAI_API_KEY: 'chaos',
      OPENAI_MODEL: 'slow',
    },
  );
  try {
    return await measure(site);
  } finally {
    await site.admin.end();
  }
}

async function measure(site: Site): Promise<Measurement[]> {
  const admin = site.api();
  const made = await persistently(() =>
    admin.post('/api/v1/knowledge/documents', {
      title: 'Returns',
      body: 'You can return a bicycle within 30 days.',
      language: 'en',
    }),
  );
  await admin.post(`/api/v1/knowledge/documents/${made.body.id}/publish`, { version: 1 });
  const policy = await admin.put('/api/v1/ai/policies', {
    version: 0,
    policy: { mode: 'answer', disclosure: null, gather: { quietMs: 200, capMs: 2_000, deadlineMs: 80_000 } },
  });
  if (policy.status !== 200) throw new Error(`the policy was not taken: ${JSON.stringify(policy.body)}`);
  let [serial, none, twice, handedOver, changed] = [0, 0, 0, 0, 0];
  for (let life = 0; life < LIVES; life++) {
    const contacts = Array.from({ length: CONVERSATIONS }, () => `49861${String(++serial).padStart(6, '0')}`);
    await Promise.all(contacts.map(from => site.write(from, 'Can I return a bicycle within 30 days?')));
    // The moments of the kills are spread over gathering, calling the model, writing and sending.
    await sleep((life / LIVES) * (MODEL_MS + 1_500));
    await site.kill('worker');
    const ended = async (from: string): Promise<{ answers: number; handovers: number } | null> => {
      const {
        rows: [row],
      } = await site.admin.query<{ answers: number; handovers: number; turn: unknown; sends: unknown[] }>(
        `
          SELECT
            c.ai -> 'turn' AS turn,
            c.sends,
            (
              SELECT count(*)::int
              FROM message m
              WHERE m.conversation_id = c.id AND m.ai_call_id IS NOT NULL
            ) AS answers,
            (
              SELECT count(*)::int
              FROM conversation_event e
              WHERE e.conversation_id = c.id AND e.type = 'handed_over'
            ) AS handovers
          FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE i.value = $1`,
        [from],
      );
      return row === undefined || (row.turn !== null && row.answers + row.handovers === 0) || row.sends.length > 0
        ? null
        : row;
    };
    for (const from of contacts) {
      const end = await eventually(() => ended(from), `the end of the turn of ${from}`, { deadlineMs: 150_000 }).catch(
        () => null,
      );
      if (end === null || end.answers + end.handovers === 0) none += 1;
      else if (end.answers + end.handovers > 1) twice += 1;
      handedOver += end?.handovers ?? 0;
    }
    const { items } = (await new HttpClient(site.simulatorUrl).get('/control/ledger')).body;
    for (const from of contacts) changed += items.filter(item => item.to === from).length > 1 ? 1 : 0;
  }
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
    counted('turns over a killed worker', serial, `≥ ${LIVES * CONVERSATIONS}`, serial >= LIVES * CONVERSATIONS),
    counted('with no end', none, '0', none === 0),
    counted('with two ends', twice, '0', twice === 0),
    counted('contacts told two things', changed, '0', changed === 0),
    counted('of those, handed over', handedOver, '–', true),
  ];
}
