/** The baseline's worker: one statement to make an offer, and one after a send. */
import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { request } from 'undici';
import { untilStopped } from '../../config/process/until-stopped.ts';

const pool = new pg.Pool({
  connectionString: process.env['BARE_DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
});
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: process.env['BARE_TASK_QUEUE'] ?? '',
  workflowBundle: { codePath: process.env['BARE_BUNDLE'] ?? '' },
  shutdownGraceTime: '1 s',
  maxCachedWorkflows: 500,
  activities: {
    offer: async (contact: string) =>
      void (await pool.query({
        name: 'offer',
        text: 'INSERT INTO bare_offer (contact) VALUES ($1)',
        values: [contact],
      })),
    send: async (contact: string, messageId: string, text: string) => {
      const answer = await request(`${process.env['META_GRAPH_URL']}/v23.0/bare/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: contact, type: 'text', text: { body: text } }),
      });
      const { messages } = (await answer.body.json()) as { messages: { id: string }[] };
      await pool.query({
        name: 'sent',
        text: 'UPDATE bare_message SET wamid = $2 WHERE id = $1',
        values: [messageId, messages[0]?.id],
      });
    },
  },
});
process.send?.({ ready: true });
await worker.runUntil(untilStopped());
await pool.end();
