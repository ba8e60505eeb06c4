import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { NativeConnectionOptions } from '@temporalio/worker';

export interface NativeClientOptions {
  readonly connection: Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey'>;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/**
 * A client that speaks to Temporal through the Rust core of the worker's process. For whoever asks often: gRPC in JavaScript cost
 * a seventh of a worker's CPU (docs/decisions/0026). It connects when it is first used, and by itself when the connection is lost.
 */
export class NativeClient {
  readonly #options: NativeClientOptions;
  #connecting: Promise<{ readonly client: Client; readonly connection: NativeConnection }> | null = null;

  constructor(options: NativeClientOptions) {
    this.#options = options;
  }

  /** @throws while Temporal has never been reached; asked again, it tries again. */
  readonly get = async (): Promise<Client> => {
    this.#connecting ??= this.#connect();
    try {
      return (await this.#connecting).client;
    } catch (error) {
      this.#connecting = null;
      throw error;
    }
  };

  async #connect(): Promise<{ readonly client: Client; readonly connection: NativeConnection }> {
    const { connection: to, namespace, dataConverter } = this.#options;
    const connection = await NativeConnection.connect(to);
    return { connection, client: new Client({ connection, namespace, dataConverter }) };
  }

  /** For when nobody asks any more. */
  async close(): Promise<void> {
    const made = await this.#connecting?.catch(() => null);
    await made?.connection.close();
  }
}
