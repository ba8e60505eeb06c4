import pg from 'pg';

export type { Pool } from 'pg';

/**
 * A pool of connections to PostgreSQL. When a connection breaks, the statement that runs on it fails; an idle one is
 * replaced. Neither ends the process: node-postgres emits `error` on the pool for idle connections, and on the
 * connection itself while it is in use, and an `error` event without a listener would be an uncaught exception.
 */
export function openPool(options: pg.PoolConfig): pg.Pool {
  return listenForErrors(new pg.Pool(options));
}

/** Adds the same listeners to an existing pool, and returns it. */
export function listenForErrors<Pool extends pg.Pool>(pool: Pool): Pool {
  pool.on('error', () => undefined);
  pool.on('connect', client => client.on('error', () => undefined));
  return pool;
}
