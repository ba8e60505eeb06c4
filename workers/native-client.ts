import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { inBackground } from '../config/process/background.ts';

export interface NativeClientOptions {
  readonly connection: Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey'>;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** Time limit for connecting; the core itself would wait for the operating system's time-out. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A client that talks to Temporal through the Rust core of the worker's process. For frequent calls: gRPC in JavaScript
 * cost a seventh of a worker's CPU time (docs/decisions/0026). It connects at first use, and reconnects by itself when
 * the connection is lost.
 */
export class NativeClient {
  readonly #options: NativeClientOptions;
  #connecting: Promise<{ readonly client: Client; readonly connection: NativeConnection }> | null = null;

  constructor(options: NativeClientOptions) {
    this.#options = options;
  }

  /** @throws if Temporal cannot be reached at the first use; the next call tries again. */
  readonly get = async (): Promise<Client> => {
    const connecting = (this.#connecting ??= this.#connect());
    try {
      return (await connecting).client;
    } catch (error) {
      if (this.#connecting === connecting) this.#connecting = null;
      throw error;
    }
  };

  async #connect(): Promise<{ readonly client: Client; readonly connection: NativeConnection }> {
    const { connection: to, namespace, dataConverter } = this.#options;
    const connection = await connectInTime(to);
    return { connection, client: new Client({ connection, namespace, dataConverter }) };
  }

  /** Closes the connection; to be called when `get` is not called any more. */
  async close(): Promise<void> {
    const made = await this.#connecting?.catch(() => null);
    await made?.connection.close();
  }
}

/** Connects within `CONNECT_TIMEOUT_MS`; a connection that is established later is closed again. */
async function connectInTime(to: NativeConnectionOptions): Promise<NativeConnection> {
  const connecting = NativeConnection.connect(to);
  const limit = new AbortController();
  const late = sleep(CONNECT_TIMEOUT_MS, LATE, { signal: limit.signal });
  try {
    const first = await Promise.race([connecting, late]);
    if (first !== LATE) return first;
    inBackground(
      'closing a connection to Temporal that came too late',
      connecting.then(
        connection => connection.close(),
        () => undefined,
      ),
    );
    throw new Error(`Temporal was not reached within ${CONNECT_TIMEOUT_MS} ms`);
  } finally {
    limit.abort();
    await late.catch(() => undefined);
  }
}

const LATE = Symbol('too late');
