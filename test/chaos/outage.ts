import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import type { Conversation } from '../../client/schema.ts';
import { signed, webhookBody } from '../../bench/load.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import { Site } from './site.ts';

/** With Temporal killed, 1,000 messages and 100 replies must be accepted, and all be processed once it is back. */
export async function chaosOutage(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(environment);
  const plain = new HttpClient(site.baseUrl);
  const post = async (contact: number): Promise<number> => {
    const { bytes } = webhookBody(environment.tenants[0]!.phoneNumberId, contact);
    return (await plain.post('/webhooks/whatsapp', bytes, signed(bytes))).status;
  };
  process.kill(site.pid('temporal'), 'SIGKILL');
  const statuses = (
    await Promise.all(
      Array.from({ length: 20 }, async (_, caller) => {
        const own: number[] = [];
        for (let n = 0; n < 50; n++) own.push(await post(caller * 10 + (n % 10)));
        return own;
      }),
    )
  ).flat();
  const acked = statuses.filter(status => status === 200).length;
  const conversations: Conversation[] = [];
  for (let cursor = ''; conversations.length < 200;) {
    const { body } = await site.api().get(`/api/v1/conversations?limit=100${cursor}`);
    conversations.push(...body.items);
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  const replies = await Promise.all(
    conversations
      .slice(0, 100)
      .map(each =>
        site.api().post(`/api/v1/conversations/${each.id}/messages`, { text: { body: `reply to ${each.id}` } }),
      ),
  );
  const taken = replies.filter(reply => reply.status === 202).length;
  const engine = (await site.api().get(`/api/v1/conversations/${conversations[0]!.id}/workflow`)).body['code'];
  await environment.restartTemporal(false);
  await eventually(
    async () => (await site.admin.query('SELECT 1 FROM outbox LIMIT 1')).rowCount === 0,
    'an empty outbox',
  );
  const ledger = await eventually(async () => {
    const items = await site.ledger();
    return items.length >= taken ? items : null;
  }, 'every reply in the ledger');
  const {
    rows: [stored],
  } = await site.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM message WHERE direction = $1', ['inbound']);
  await site.admin.end();
  const sent = new Set(ledger.map(entry => entry.body.text!.body));
  return [
    {
      name: 'messages answered 200 with Temporal stopped (of 1,000)',
      value: acked,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '1,000',
      holds: acked === 1000,
    },
    {
      name: 'of them stored',
      value: stored!.n,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '1,000',
      holds: stored!.n === 1000,
    },
    {
      name: 'replies accepted meanwhile (of 100)',
      value: taken,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '100',
      holds: taken === 100,
    },
    {
      name: 'of them in the ledger, once each',
      value: sent.size,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '100',
      holds: sent.size === 100 && ledger.length === 100,
    },
    {
      name: 'workflow query answered engine_unavailable',
      value: engine === 'engine_unavailable' ? 1 : 0,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '1',
      holds: engine === 'engine_unavailable',
    },
  ];
}
