/** The worker of the engine's and the sends' baseline (bare-workflow.ts). */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { request } from 'undici';
import { untilStopped } from '../config/process/until-stopped.ts';

const pool = new pg.Pool({
  connectionString: process.env['BARE_DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
});
await pool.query('CREATE TABLE IF NOT EXISTS bare_message (id bigserial PRIMARY KEY, body jsonb NOT NULL)');
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
/** Path of a workflow bundle that was built before, where many workers are started one after the other. */
const bundle = process.env['BARE_BUNDLE'];
const worker = await Worker.create({
  connection,
  taskQueue: process.env['BARE_TASK_QUEUE'] ?? 'bare',
  ...(bundle === undefined
    ? { workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)) }
    : { workflowBundle: { codePath: bundle } }),
  shutdownGraceTime: '1 s',
  maxCachedWorkflows: 500,
  activities: {
    post: async (to: string) => {
      const answer = await request(process.env['BARE_SEND_URL'] ?? '', {
        method: 'POST',
        headers: { authorization: `Bearer ${process.env['BARE_SEND_TOKEN']}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to, type: 'text', text: { body: 'bare' } }),
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
    },
    store: async (messages: readonly number[]) =>
      void (await pool.query(
        'INSERT INTO bare_message (body) SELECT jsonb_build_object($2::text, m) FROM unnest($1::int[]) m',
        [messages, 'n'],
      )),
  },
});
process.send?.({ ready: true });
await worker.runUntil(untilStopped());
await pool.end();
