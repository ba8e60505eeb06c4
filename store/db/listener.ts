import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { noteFailure } from '../../config/process/background.ts';
import type { Notification } from './notifier.ts';

/**
 * Receives notifications on one dedicated connection. `onReconnect` is called after every connect, the first included:
 * notifications sent while there was no connection are lost, so the caller has to read again what they were about.
 */
export class Listener {
  readonly #url: string;
  readonly #onNotification: (notification: Notification) => void;
  readonly #onReconnect: () => void;
  readonly #stop = new AbortController();
  #client: pg.Client | null = null;
  #running: Promise<void> | null = null;

  constructor(url: string, onNotification: (notification: Notification) => void, onReconnect: () => void) {
    this.#url = url;
    this.#onNotification = onNotification;
    this.#onReconnect = onReconnect;
  }

  /** Listens, and reconnects, until `close`. */
  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#running;
  }

  /** A payload that cannot be handled must not end the listening. */
  #hear(payload: string): void {
    try {
      this.#onNotification(JSON.parse(payload) as Notification);
    } catch (error) {
      noteFailure('a notification of the database', error);
    }
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const client = new pg.Client({
        connectionString: this.#url,
        connectionTimeoutMillis: 5000,
        keepAlive: true,
        application_name: 'sigfollow listener',
      });
      this.#client = client;
      const ended = new Promise<void>(resolve => {
        client.once('end', resolve);
        // Not `once`, since there may be several: the socket's, and that of a statement that was running.
        client.on('error', () => resolve());
      });
      try {
        // Ended while it connects, the client never answers `connect`.
        await Promise.race([client.connect(), ended]);
        client.on('notification', message => this.#hear(message.payload ?? '{}'));
        await client.query('LISTEN sigfollow');
        this.#onReconnect();
        await ended;
      } catch {
        // Retried below; the readiness check reports an unreachable database.
      }
      await client.end().catch(() => undefined);
      if (!this.#stop.signal.aborted) await sleep(500, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}
