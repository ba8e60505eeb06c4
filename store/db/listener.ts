import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { noteFailure } from '../../config/process/background.ts';
import type { Notification } from './notifier.ts';

/**
 * One dedicated connection that LISTENs. After each (re)connection `onReconnect` is called: what was missed meanwhile
 * has to be read again.
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

  /** Keeps listening until `close`. */
  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#running;
  }

  /** Whatever is said on the channel, listening goes on. */
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
        // More than one may come: the socket's, and that of a statement that was running.
        client.on('error', () => resolve());
      });
      try {
        await client.connect();
        client.on('notification', message => this.#hear(message.payload ?? '{}'));
        await client.query('LISTEN sigfollow');
        this.#onReconnect();
        await ended;
      } catch {
        // Tried again below; readiness reports a database that is away.
      }
      await client.end().catch(() => undefined);
      if (!this.#stop.signal.aborted) await sleep(500, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}
