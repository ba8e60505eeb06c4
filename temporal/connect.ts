import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Config } from '../config/index.ts';
import { dataConverter } from './data-converter.ts';

/**
 * A client that connects at first use, so that the API can start, accept messages and respond while Temporal is
 * unavailable.
 */
export function connectLazily(
  config: Config,
  converter: DataConverter = dataConverter(config.payloadKeys),
): { client: Client; close: () => Promise<void> } {
  const { address, namespace, tls, apiKey } = config.temporal;
  const connection = Connection.lazy({
    address,
    connectTimeout: '5 s',
    ...(tls ? { tls: true } : {}),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return { client: new Client({ connection, namespace, dataConverter: converter }), close: () => connection.close() };
}
