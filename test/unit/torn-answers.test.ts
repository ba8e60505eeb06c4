/** Answers of other systems can be stored, whatever characters they contain: they are repaired when they are read. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent } from 'undici';
import { readChoice, readDecision } from '../../activities/ai/decision.ts';
import { ask } from '../../activities/ai/model-client.ts';
import { MetaMedia } from '../../activities/media/meta-media.ts';
import { GraphClient } from '../../activities/whatsapp/graph-client.ts';

const TORN = String.raw`a\u0000b\ud83d`;
const WHOLE = 'ab\uFFFD';
let server: Server;
let baseUrl: string;
let answer = { status: 200, body: '' };
beforeAll(async () => {
  server = createServer(
    (request, response) =>
      void request
        .resume()
        .on('end', () => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('of WhatsApp', async () => {
  const graph = new GraphClient({ baseUrl, version: 'v1' });
  const meta = new MetaMedia({ baseUrl, version: 'v1' });
  try {
    answer = { status: 400, body: `{"error":{"code":100,"message":"${TORN}","error_data":{"details":"${TORN}"}}}` };
    expect(await graph.post('x', {}, 'token')).toMatchObject({ kind: 'rejected', text: `${WHOLE} — ${WHOLE}` });
    expect(await meta.locate('1', '2', 'token')).toMatchObject({ refused: 'gone', text: WHOLE });
    answer = { status: 200, body: `{"verified_name":"${TORN}"}` };
    expect(await graph.get('x', {}, 'token')).toMatchObject({ kind: 'ok', body: { verified_name: WHOLE } });
  } finally {
    await Promise.all([graph.close(), meta.close()]);
  }
});

test('of WhatsApp that are JSON, and no object: the send is in doubt, nothing breaks', async () => {
  const graph = new GraphClient({ baseUrl, version: 'v1' });
  const meta = new MetaMedia({ baseUrl, version: 'v1' });
  try {
    for (const body of ['null', '[]', '"ok"']) {
      answer = { status: 200, body };
      expect(await graph.post('x', {}, 'token')).toMatchObject({ kind: 'unknown', httpStatus: 200 });
      answer = { status: 400, body };
      expect(await graph.post('x', {}, 'token')).toMatchObject({ text: 'HTTP 400' });
      expect(await meta.locate('1', '2', 'token')).toMatchObject({ refused: expect.any(String) });
    }
  } finally {
    await Promise.all([graph.close(), meta.close()]);
  }
});

test('of a model, in words and in JSON', async () => {
  const dispatcher = new Agent();
  answer = { status: 200, body: `{"choices":[{"finish_reason":"stop","message":{"content":"${TORN}"}}]}` };
  expect(
    await ask(
      { baseUrl, apiKey: 'k', model: 'm', dispatcher },
      { messages: [], maxTokens: 10, timeoutMs: 3_600_000, signal: new AbortController().signal, json: null },
    ),
  ).toMatchObject({ kind: 'ok', text: WHOLE });
  await dispatcher.close();
  expect(
    readDecision(
      `{"action":"answer","reply":"${TORN}","citations":["${TORN}"],"language":"en","reasonCode":"x","options":["${TORN}"]}`,
    ),
  ).toMatchObject({ reply: WHOLE, citations: [WHOLE], options: [WHOLE] });
  expect(readChoice(`{"choices":["${TORN}"]}`)).toEqual([WHOLE]);
});
