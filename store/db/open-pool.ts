import pg from 'pg';

export type { Pool } from 'pg';

/**
 * A pool of connections to PostgreSQL. A connection that breaks is told by the statement that runs on it, or replaced
 * when it is idle; it never ends the process: node-postgres emits `error` on the pool for idle connections and on the
 * connection itself while it is lent out, and an event `error` without a listener is an uncaught exception.
 */
export function openPool(options: pg.PoolConfig): pg.Pool {
  return listenForErrors(new pg.Pool(options));
}

/** The same for a pool that is made already. */
export function listenForErrors<Pool extends pg.Pool>(pool: Pool): Pool {
  pool.on('error', () => undefined);
  pool.on('connect', client => client.on('error', () => undefined));
  return pool;
}
