/** Which answers are compressed on the way, and which are not. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { Counter } from 'prom-client';
import { COMPRESSED_FROM_BYTES, compressed } from '../../api/http/compressed.ts';
import { newContact, writes } from '../support/ai.ts';
import { openSite } from '../support/knowledge-site.ts';
import { conversationPath } from '../support/paths.ts';
import { ask, textOf } from '../support/raw-http.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const ALL: Readonly<Record<string, string>> = { 'accept-encoding': 'gzip, deflate, br' };
const JSON_TYPE = 'application/json';

describe('an answer', () => {
  let baseUrl: string;
  beforeAll(async () => {
    const server = express();
    server.use(compressed);
    server.use((request, response) => {
      const { bytes, type } = request.query as { readonly bytes: string; readonly type: string };
      response.type(type).send('x'.repeat(Number(bytes)));
    });
    baseUrl = await openSite(server);
  });
  const encodingOf = async (
    path: string,
    { bytes = COMPRESSED_FROM_BYTES, type = JSON_TYPE, method = 'GET', headers = ALL } = {},
  ): Promise<string | undefined> => {
    const answer = await ask(baseUrl, `${path}?bytes=${bytes}&type=${encodeURIComponent(type)}`, { method, headers });
    if (method !== 'HEAD') expect(textOf(answer)).toBe('x'.repeat(bytes));
    return answer.headers['content-encoding'];
  };
  const SOME = '/api/v1/conversations';

  test('is compressed from a size on', async () => {
    expect(await encodingOf(SOME, { bytes: COMPRESSED_FROM_BYTES - 1 })).toBeUndefined();
    expect(await encodingOf(SOME, { bytes: COMPRESSED_FROM_BYTES })).toBe('br');
    expect(await encodingOf(SOME, { bytes: 1_000_000 })).toBe('br');
  });

  test('is compressed as the client accepts', async () => {
    expect(await encodingOf(SOME, { headers: { 'accept-encoding': 'gzip' } })).toBe('gzip');
    expect(await encodingOf(SOME, { headers: { 'accept-encoding': 'identity' } })).toBeUndefined();
    expect(await encodingOf(SOME, { headers: {} })).toBeUndefined();
  });

  test('stays as it is where it may hold a secret', async () => {
    for (const path of ['/api/v1/auth/login', '/api/v1/auth', '/API/v1/Auth/sessions'])
      expect(await encodingOf(path)).toBeUndefined();
    for (const method of ['POST', 'PUT', 'DELETE']) expect(await encodingOf(SOME, { method })).toBeUndefined();
  });

  test('stays as it is when it is a file', async () => {
    for (const type of ['application/x-ndjson', 'image/png', 'text/csv', 'application/octet-stream'])
      expect(await encodingOf(SOME, { type })).toBeUndefined();
  });

  test('is compressed when it is a refusal or a page', async () => {
    for (const type of ['application/problem+json', 'text/html']) expect(await encodingOf(SOME, { type })).toBe('br');
  });

  test('has no body to be compressed for HEAD', async () => {
    expect(await encodingOf(SOME, { method: 'HEAD' })).toBeUndefined();
  });
});

describe('of the API', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await createStack({ temporal: 'none' });
  });

  test('a list is compressed, and says the same', async () => {
    const contact = newContact();
    let id = '';
    for (let count = 1; count <= 12; count++) id = await writes(stack, contact, `Message number ${count}`);
    const asked = { authorization: `Bearer ${stack.tenants[0]!.apiKey}` };
    const path = conversationPath(id, '/messages');
    const plain = await ask(stack.baseUrl, path, { headers: asked });
    const small = await ask(stack.baseUrl, path, { headers: { ...asked, ...ALL } });
    expect([plain.headers['content-encoding'], small.headers['content-encoding']]).toEqual([undefined, 'br']);
    expect(textOf(small)).toBe(textOf(plain));
    expect(small.body.length).toBeLessThan(plain.body.length / 3);
    expect(small.headers).toMatchObject({ vary: 'Accept-Encoding', 'cache-control': 'no-store' });
  });

  test.each(['/openapi.json', '/docs'])('%s is compressed', async path => {
    expect((await ask(stack.baseUrl, path, { headers: ALL })).headers['content-encoding']).toBe('br');
  });

  test('what other programs ask for all the time is not', async () => {
    new Counter({ name: 'long_total', help: 'x'.repeat(COMPRESSED_FROM_BYTES), registers: [stack.app.metrics] });
    for (const path of ['/metrics', '/healthz', '/readyz'])
      expect((await ask(stack.baseUrl, path, { headers: ALL })).headers['content-encoding']).toBeUndefined();
  });
});
