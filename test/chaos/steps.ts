import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Part } from './site.ts';
import { Site, persistently } from './site.ts';

const STEPS = ['message', 'offer', 'missed', 'accepted', 'replied'] as const;
type Step = (typeof STEPS)[number];
const PARTS: readonly Part[] = ['worker', 'api', 'temporal'];
// A killed part has to come back first.
const WAIT_MS = 120_000;
const PAUSE_MS = 30_000;

/**
 * Runs a typical conversation (written, offered, missed, offered again, accepted, answered, delivered, read) and, after
 * each step, kills worker, API or Temporal with `kill -9`, or suspends it for 30 s with SIGSTOP. Nothing may be lost,
 * and the ledger must have one entry per reply.
 */
export async function chaosSteps(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(environment, { statusDelayMs: 300, answerDelayMs: 150 });
  const agents = [await site.agent(0), await site.agent(1)];
  let runs = 0;
  let lost = 0;
  let doubled = 0;
  let unknown = 0;
  for (const how of ['kill', 'pause'] as const) {
    for (const part of PARTS) {
      for (const step of STEPS) {
        const from = `4988${String(runs++).padStart(5, '0')}`;
        const text = `reply for ${from}`;
        try {
          const status = await life(site, agents, from, text, async now => {
            if (now === step) await (how === 'kill' ? site.kill(part) : site.pause(part, PAUSE_MS));
          });
          if (status === 'unknown') unknown += 1;
          const ledger = (await site.ledger()).filter(entry => entry.body.text?.body === text).length;
          if (ledger > 1) doubled += 1;
          if (ledger === 0 && status !== 'unknown') lost += 1;
          console.log(`  ${how} ${part} after ${step}: ${status}, ledger ${ledger}`);
        } catch (error) {
          lost += 1;
          console.log(
            `  ${how} ${part} after ${step}: LOST (${error instanceof Error ? error.message : String(error)})`,
          );
        }
      }
    }
  }
  await site.admin.end();
  return [
    {
      name: `lives interrupted by kill -9 and SIGSTOP: lost (of ${runs})`,
      value: lost,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '0',
      holds: lost === 0,
    },
    {
      name: 'replies sent twice',
      value: doubled,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '0',
      holds: doubled === 0,
    },
    {
      name: 'replies left unknown',
      value: unknown,
      unit: '',
      baseline: null,
      ratio: null,
      floor: 'only by a kill while in flight',
      holds: unknown <= 1,
    },
  ];
}

async function life(
  site: Site,
  agents: readonly HttpClient[],
  from: string,
  text: string,
  after: (step: Step) => Promise<void>,
): Promise<string> {
  const presence = (agent: number, value: string) =>
    persistently(async () => {
      const answer = await agents[agent]!.put('/api/v1/me/presence', { presence: value });
      if (answer.status !== 200) throw new Error(`presence: ${answer.status}`);
    });
  const offerTo = (agent: number) =>
    eventually(
      async () => (await agents[agent]!.get('/api/v1/offers').catch(() => null))?.body.items?.[0],
      `an offer to agent ${agent}`,
      { deadlineMs: WAIT_MS },
    );
  await presence(0, 'online');
  await presence(1, 'offline');
  await site.write(from, 'help');
  await after('message');
  const first = await offerTo(0);
  await after('offer');
  await eventually(
    async () => (await agents[0]!.get('/api/v1/offers').catch(() => null))?.body.items?.length === 0,
    'the miss',
    { deadlineMs: WAIT_MS },
  );
  await presence(0, 'offline');
  await after('missed');
  await presence(1, 'online');
  const accepted = await eventually(
    async () => {
      const offer = await offerTo(1);
      const answer = await agents[1]!.post(`/api/v1/offers/${offer.id}/accept`).catch(() => null);
      return answer?.status === 200 ? answer : null;
    },
    'the accept',
    { deadlineMs: WAIT_MS },
  );
  const id = accepted.body.id;
  if (id !== first.conversationId) throw new Error('another conversation was offered');
  await after('accepted');
  const reply = await persistently(async () => {
    const answer = await agents[1]!.post(
      `/api/v1/conversations/${id}/messages`,
      { text: { body: text } },
      { 'idempotency-key': text },
    );
    if (answer.status !== 202) throw new Error(`reply: ${answer.status}`);
    return answer.body;
  });
  await after('replied');
  const seen = await eventually(
    async () => {
      const messages = (await agents[1]!.get(`/api/v1/conversations/${id}/messages`).catch(() => null))?.body.items;
      const message = messages?.find(each => each.id === reply.id);
      return message !== undefined && ['read', 'failed'].includes(message.status!) ? message : null;
    },
    'read',
    { deadlineMs: WAIT_MS },
  ).catch(async () =>
    (await agents[1]!.get(`/api/v1/conversations/${id}/messages`)).body.items.find(each => each.id === reply.id),
  );
  if (!['read', 'unknown'].includes(seen!.status!)) throw new Error(`the reply is ${seen!.status}`);
  await persistently(() => agents[1]!.post(`/api/v1/conversations/${id}/close`));
  await eventually(
    async () => (await agents[1]!.get(`/api/v1/conversations/${id}`).catch(() => null))?.body.state === 'closed',
    'closed',
    { deadlineMs: WAIT_MS },
  );
  return seen!.status!;
}
