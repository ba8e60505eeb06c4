/** Which addresses connections to tenants' hosts are made to. Names are resolved by the test's resolver only. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { failureOf } from '../../activities/ai/failures.ts';
import { fetchPage } from '../../activities/knowledge/fetch-page.ts';
import type { GuardOptions } from '../../activities/net/guarded-agent.ts';
import { RefusedAddressError, WaysOut, guardedAgent, refusedAddressIn } from '../../activities/net/guarded-agent.ts';

let server: Server;
let port: number;
let asked = 0;
const redirects = new Map<string, string>();

beforeAll(async () => {
  server = createServer((incoming, response) => {
    asked += 1;
    const to = redirects.get(incoming.url ?? '');
    if (to === undefined) return void response.end('inside');
    response.writeHead(302, { location: to }).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

/** A resolver whose name leads to these, the first time and from then on. @returns with it how often it was asked. */
function leadsTo(...answers: string[][]): { resolver: NonNullable<GuardOptions['resolver']>; asked: () => number } {
  let times = 0;
  const resolver = (_name: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(
      null,
      (answers[Math.min(times++, answers.length - 1)] ?? []).map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    );
  return { resolver: resolver as never, asked: () => times };
}

/** What a call of `url` ends with: its body, or why its address is refused. */
async function called(url: string, options: Partial<GuardOptions> = {}): Promise<string> {
  const agent = guardedAgent({ allowedNetworks: [], ...options });
  try {
    return await (await request(url, { dispatcher: agent })).body.text();
  } catch (error) {
    return refusedAddressIn(error) ?? String(error);
  } finally {
    await agent.close();
  }
}

describe('a connection is not made', () => {
  test.each([
    '127.0.0.1',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    '127.0.0.1.',
    '[::1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '0',
    'localhost',
  ])('to this machine, written as %s', async host => {
    asked = 0;
    expect(await called(`http://${host}:${port}/`, { insecureToo: true })).toBe('forbidden_address');
    expect(asked).toBe(0);
  });

  test.each([
    ['127.0.0.1'],
    ['93.184.216.34', '127.0.0.1'],
    ['127.0.0.1', '93.184.216.34'],
    ['2606:4700::1111', '::1'],
    ['168.63.129.16'],
    ['::8.8.8.8'],
    ['100:0:0:1::1'],
    ['2420::1'],
    ['fe80::1%eth0'],
    [],
  ])('where a name leads to %s, %s', async (...addresses) => {
    expect(await called(`https://name.example/`, { resolver: leadsTo(addresses).resolver })).toBe('forbidden_address');
  });

  test('to the address a name leads to a moment later: it is resolved once for a connection, and that answer is used', async () => {
    const inside = leadsTo(['127.0.0.1'], ['10.0.0.1']);
    expect(
      await called(`http://rebinds.example:${port}/`, { allowedNetworks: ['127.0.0.0/8'], resolver: inside.resolver }),
    ).toBe('inside');
    expect(inside.asked()).toBe(1);
    const outside = leadsTo(['10.0.0.1'], ['127.0.0.1']);
    expect(
      await called(`http://rebinds.example:${port}/`, { allowedNetworks: ['127.0.0.0/8'], resolver: outside.resolver }),
    ).toBe('forbidden_address');
    expect(outside.asked()).toBe(1);
  });

  test.each([
    'http://name.example/',
    'http://name.example:443/',
    'https://name.example:8443/',
    'https://name.example:80/',
  ])('to %s: not https at port 443', async url => {
    const name = leadsTo(['93.184.216.34']);
    expect(await called(url, { resolver: name.resolver })).toBe('insecure_address');
    expect(name.asked()).toBe(0);
    expect(
      await called(url, {
        allowedNetworks: ['127.0.0.0/8'],
        resolver: leadsTo(['93.184.216.34', '127.0.0.1']).resolver,
      }),
    ).toBe('insecure_address');
    expect(await called(url, { allowedNetworks: ['127.0.0.0/8'], resolver: leadsTo(['10.0.0.1']).resolver })).toBe(
      'forbidden_address',
    );
  });
});

test('in a network that the operator allows by name it is made at any port, without TLS', async () => {
  expect(
    await called(`http://inside.example:${port}/`, {
      allowedNetworks: ['127.0.0.0/8'],
      resolver: leadsTo(['127.0.0.1']).resolver,
    }),
  ).toBe('inside');
  expect(await called(`http://127.0.0.1:${port}/`, { allowedNetworks: ['127.0.0.0/8'] })).toBe('inside');
});

test('an address from before is called until its time is over', () => {
  const outside = new WaysOut({ allowedNetworks: [] });
  const until = new Date(1_000);
  expect(outside.for(until, 999)).not.toBe(outside.for(null, 999));
  expect(outside.for(until, 1_000)).toBe(outside.for(null, 1_000));
  return outside.close();
});

test('redirects are looked at as the address itself is', async () => {
  const agent = guardedAgent({
    allowedNetworks: ['127.0.0.0/8'],
    resolver: leadsTo(['127.0.0.1'], ['127.0.0.1'], ['10.0.0.1']).resolver,
  });
  const signal = new AbortController().signal;
  redirects.set('/to-metadata', 'http://169.254.169.254/latest/meta-data');
  redirects.set('/to-another-port', `http://127.0.0.1:${port + 1}/`);
  redirects.set('/to-itself', '/to-itself');
  for (const [path, code] of [
    ['/to-metadata', 'redirected_elsewhere'],
    ['/to-another-port', 'redirected_elsewhere'],
    ['/to-itself', 'too_many_redirects'],
  ] as const)
    expect(await fetchPage(agent, `http://127.0.0.1:${port}${path}`, null, signal)).toEqual({ kind: 'failed', code });
  await agent.close();
  // From https to http on the same host: the second connection is refused.
  expect(
    refusedAddressIn(
      new Error('fetch failed', {
        cause: new Error('connect', { cause: new RefusedAddressError('insecure_address') }),
      }),
    ),
  ).toBe('insecure_address');
  expect(
    failureOf(new Error('Connection error.', { cause: new RefusedAddressError('insecure_address') }), signal),
  ).toMatchObject({ code: 'insecure_address', retryable: false });
});
