import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
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

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 5000, keepAlive: true, application_name: 'sigfollow listener' });
      this.#client = client;
      const ended = new Promise<void>(resolve => {
        client.once('end', resolve);
        client.once('error', () => resolve());
      });
      try {
        await client.connect();
        client.on('notification', message => this.#onNotification(JSON.parse(message.payload ?? '{}') as Notification));
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
