/**
 * Decrypts and encrypts payloads for Temporal's UI, which posts them from the browser. It listens on the loopback
 * address only, the path must begin with a secret token, and CORS allows only the UI's origin. Protocol: Temporal
 * "Codec Server".
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import express from 'express';
import type { Payload } from '@temporalio/common';
import type { KeyRingEntry } from '../../config/index.ts';
import { sameText } from '../../api/http/same-text.ts';
import { AesPayloadCodec } from '../../temporal/payload-codec.ts';

interface JsonPayload {
  metadata?: Record<string, string>;
  data?: string;
}

/**
 * Starts the codec server on 127.0.0.1; resolves when it listens.
 * @param keys as of `PAYLOAD_KEYS`: the first encrypts, all decrypt.
 * @param token the secret first segment of every path; requests without it get 401.
 * @param allowedOrigin the origin of Temporal's UI; called for each request, because it is known only later.
 */
export function startCodecServer(
  port: number,
  keys: readonly KeyRingEntry[],
  token: string,
  allowedOrigin: () => string,
): Promise<Server> {
  const codec = new AesPayloadCodec(keys);
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (request.get('origin') === allowedOrigin())
      response.set({
        'access-control-allow-origin': allowedOrigin(),
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type,x-namespace',
        vary: 'origin',
      });
    if (request.method === 'OPTIONS') return void response.status(204).end();
    if (!sameText(request.path.split('/')[1] ?? '', token)) return void response.status(401).end();
    next();
  });
  app.use(express.json({ limit: '8mb' }));
  app.post('/:token/decode', async (request, response) => {
    const { payloads = [] } = request.body as { payloads?: JsonPayload[] };
    response.json({ payloads: (await codec.decode(payloads.map(fromJson))).map(toJson) });
  });
  app.post('/:token/encode', async (request, response) => {
    const { payloads = [] } = request.body as { payloads?: JsonPayload[] };
    response.json({ payloads: (await codec.encode(payloads.map(fromJson))).map(toJson) });
  });
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function fromJson(payload: JsonPayload): Payload {
  return {
    metadata: Object.fromEntries(
      Object.entries(payload.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
    ),
    data: Buffer.from(payload.data ?? '', 'base64'),
  };
}

function toJson(payload: Payload): JsonPayload {
  return {
    metadata: Object.fromEntries(
      Object.entries(payload.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
    data: Buffer.from(payload.data ?? []).toString('base64'),
  };
}
