/** The webhook's baseline: Express with one INSERT per request. */
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env['BARE_DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
});
await pool.query('CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body jsonb NOT NULL)');
const server = express();
server.post('/bare', express.json(), async (request, response) => {
  await pool.query('INSERT INTO bare (body) VALUES ($1)', [request.body]);
  response.json({ ok: true });
});
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.({ ready: true }));
