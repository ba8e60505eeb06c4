/** The baseline's API: Express, with one statement and one signal per call and without authentication. */
import { Client, Connection } from '@temporalio/client';
import express from 'express';
import pg from 'pg';
import type { WebhookValue } from './bare-workflow.ts';

const pool = new pg.Pool({
  connectionString: process.env['BARE_DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
});
const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const { workflow } = new Client({ connection });
const taskQueue = process.env['BARE_TASK_QUEUE'] ?? '';
const handleOf = (contact: string) => workflow.getHandle(`${taskQueue}/${contact}`);

const server = express();
server.use(express.json());

server.post('/webhook', async (request, response) => {
  const { messages = [], statuses = [] } =
    (request.body as { entry: { changes: { value: WebhookValue }[] }[] }).entry[0]?.changes[0]?.value ?? {};
  for (const { from, id, text } of messages) {
    await pool.query({
      name: 'message',
      text: 'INSERT INTO bare_message (contact, wamid, direction, content) VALUES ($1, $2, $3, $4)',
      values: [from, id, 'inbound', text],
    });
    await workflow.signalWithStart('bareConversation', {
      workflowId: `${taskQueue}/${from}`,
      taskQueue,
      args: [from],
      signal: 'message',
      signalArgs: [id],
    });
  }
  for (const { id, status } of statuses)
    await pool.query({
      name: 'status',
      text: 'UPDATE bare_message SET status = $2 WHERE wamid = $1',
      values: [id, status],
    });
  response.json({ ok: true });
});
server.post('/offers/:contact/accept', async (request, response) => {
  await pool.query({
    name: 'accept',
    text: "UPDATE bare_offer SET state = 'accepted' WHERE contact = $1",
    values: [request.params.contact],
  });
  await handleOf(request.params.contact).signal('accepted');
  response.json({ ok: true });
});
server.post('/conversations/:contact/messages', async (request, response) => {
  const { rows } = await pool.query<{ id: string }>({
    name: 'reply',
    text: "INSERT INTO bare_message (contact, direction, content) VALUES ($1, 'outbound', $2) RETURNING id",
    values: [request.params.contact, (request.body as { text: unknown }).text],
  });
  await handleOf(request.params.contact).signal(
    'reply',
    rows[0]?.id,
    (request.body as { text: { body: string } }).text.body,
  );
  response.status(202).json({ id: rows[0]?.id });
});
server.post('/conversations/:contact/close', async (request, response) => {
  await pool.query({
    name: 'close',
    text: "UPDATE bare_offer SET state = 'closed' WHERE contact = $1",
    values: [request.params.contact],
  });
  await handleOf(request.params.contact).signal('closed');
  response.json({ ok: true });
});
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.({ ready: true }));
