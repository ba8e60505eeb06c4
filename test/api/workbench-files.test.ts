/** The workbench's files and pages: how they are compressed and cached, and what cannot be had. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RawAnswer } from '../support/raw-http.ts';
import { ask, textOf } from '../support/raw-http.ts';
import { SAMPLE_PAGE, SAMPLE_SCRIPT, SAMPLE_SECRET, serveSampleWorkbench } from '../support/sample-workbench.ts';
import { createStack } from '../support/stack.ts';

const SCRIPT = '/assets/main-3f9c2b7a.js';
const A_YEAR = 'public, max-age=31536000, immutable';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let baseUrl: string;
let dist: string;
beforeAll(async () => {
  ({ baseUrl, dist } = await serveSampleWorkbench(await createStack({ temporal: 'none' })));
});

function expectNothing(answer: RawAnswer): void {
  expect([answer.status, answer.headers['content-type'], answer.headers['content-encoding']]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
    undefined,
  ]);
  expect(JSON.parse(answer.body.toString('utf8'))).toMatchObject({ code: 'not_found' });
}

describe('a file whose name contains its hash', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['deflate', undefined],
    ['identity', undefined],
    ['', undefined],
  ])('comes as small as the client takes it: “%s”', async (accepted, encoding) => {
    const answer = await ask(baseUrl, SCRIPT, { headers: { 'accept-encoding': accepted } });
    expect([answer.status, answer.headers['content-encoding'], textOf(answer)]).toEqual([200, encoding, SAMPLE_SCRIPT]);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/javascript; charset=utf-8$/i),
      'cache-control': A_YEAR,
      vary: 'Accept-Encoding',
    });
  });

  test('comes as it is where nothing lies beside it', async () => {
    const answer = await ask(baseUrl, '/assets/main-11aa22bb.css', { headers: { 'accept-encoding': 'br, gzip' } });
    expect([answer.status, answer.headers['content-encoding'], textOf(answer)]).toEqual([
      200,
      undefined,
      'body { margin: 0 }',
    ]);
    expect(answer.headers['cache-control']).toBe(A_YEAR);
  });

  test('is not sent again to whoever has it, compressed in the same way', async () => {
    const asked = async (accepted: string, etag?: string): Promise<RawAnswer> =>
      ask(baseUrl, SCRIPT, {
        headers: { 'accept-encoding': accepted, ...(etag === undefined ? {} : { 'if-none-match': etag }) },
      });
    const { etag } = (await asked('br')).headers;
    const again = await asked('br', etag);
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await asked('gzip', etag)).status).toBe(200);
  });

  test('is not there any more: told in plain text, and nobody keeps that', async () => {
    const gone = '/assets/gone-00112233.js';
    expectNothing(await ask(baseUrl, gone));
    expect((await ask(baseUrl, gone)).headers['cache-control']).toBe('no-store');
    // Removed by the next build, while this process still knows of it.
    rmSync(join(dist, `${SCRIPT}.gz`));
    expectNothing(await ask(baseUrl, SCRIPT, { headers: { 'accept-encoding': 'gzip' } }));
  });
});

test.each([
  '/assets',
  '/assets/',
  '/assets/main.js',
  '/assets/../.vite/manifest.json',
  '/assets/%2e%2e/.vite/manifest.json',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/assets/%00',
  '/assets//etc/passwd',
  '/assets/main-3f9c2b7a.js/',
  '/.vite/manifest.json',
  '/../secret.txt',
  '/inboxes',
  '/elsewhere',
  '/api',
  '/api/v1/inbox',
])('%s: nothing is there, and no page', async path => {
  const answer = await ask(baseUrl, path, { headers: HTML });
  expect(answer.body.toString('utf8')).not.toContain(SAMPLE_SECRET);
  expectNothing(answer);
});

test.each(['/assets/%E0%A4%A', '/assets/%', '/inbox/%E0%A4%A'])('%s is refused: it is no address', async path => {
  const answer = await ask(baseUrl, path, { headers: HTML });
  expect([answer.status, JSON.parse(answer.body.toString('utf8'))]).toMatchObject([
    400,
    { code: 'invalid_request', field: 'path' },
  ]);
});

describe('the page', () => {
  test.each([
    '/',
    '/inbox',
    '/inbox/',
    '/inbox?view=mine',
    '/inbox/01980f5e-7b1c-7000-8000-000000000001?panel=contact',
    '/inbox/../.vite/manifest.json',
    '/board',
    '/search?q=bike',
    '/knowledge',
    '/ai',
    '/settings',
    '/settings/numbers/new',
    '/contacts',
    '/contacts/imports',
    '/canned-responses',
  ])('is at %s', async path => {
    const answer = await ask(baseUrl, path, { headers: HTML });
    expect([answer.status, textOf(answer)]).toEqual([200, SAMPLE_PAGE]);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'Accept',
    });
  });

  test('is not for a program with a wrong address', async () => {
    for (const accept of ['application/json', 'image/avif,image/*', 'text/css'])
      expectNothing(await ask(baseUrl, '/inbox/somewhere', { headers: { accept } }));
    for (const method of ['POST', 'PUT', 'DELETE'])
      expectNothing(await ask(baseUrl, '/inbox', { method, headers: HTML }));
  });

  test('has its headers alone for HEAD', async () => {
    const answer = await ask(baseUrl, '/inbox', { method: 'HEAD', headers: HTML });
    expect([answer.status, answer.headers['content-length'], answer.body.length]).toEqual([
      200,
      String(SAMPLE_PAGE.length),
      0,
    ]);
  });

  test.each([
    ['/', 'index.html'],
    ['/color-scheme.js', 'color-scheme.js'],
  ])('%s is asked for each time, and sent when it has changed', async (path, file) => {
    const { etag, 'cache-control': cached } = (await ask(baseUrl, path)).headers;
    expect(cached).toBe('no-cache');
    const again = (): Promise<RawAnswer> => ask(baseUrl, path, { headers: { 'if-none-match': String(etag) } });
    expect((await again()).status).toBe(304);
    writeFileSync(join(dist, file), 'of the next version');
    expect([(await again()).status, textOf(await again())]).toEqual([200, 'of the next version']);
  });
});
