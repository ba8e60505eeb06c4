/**
 * Model answers as they arrive over the network: compressed, redirected, truncated, or streamed without being asked to.
 * None of them ends the process.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Agent } from 'undici';
import { ask } from '../../activities/ai/model-client.ts';
import type { ModelResult } from '../../activities/ai/model-types.ts';

type Answers = (response: ServerResponse) => void;

const WHOLE = JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content: 'Nine to five.' } }] });
const event = (choice: object): string => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
const STREAM = `${event({ delta: { content: 'Nine ' }, finish_reason: null })}${event({ delta: { content: 'to five.' }, finish_reason: null })}${event({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`;
const TYPES = { whole: 'application/json', stream: 'text/event-stream' };
const BODIES = { whole: WHOLE, stream: STREAM };

let server: Server;
let answers: Answers = () => undefined;
/** What each request said it takes. */
const accepted: (string | undefined)[] = [];
let dispatcher: Agent;
beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    accepted.push(request.headers['accept-encoding']);
    request.resume().on('end', () => answers(response));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  dispatcher = new Agent();
});
afterAll(async () => {
  await dispatcher.destroy();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

interface Asking {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onText?: (piece: string) => void;
}

/** @param how whether a stream is asked for. */
async function asked(
  how: 'whole' | 'stream',
  given: Answers,
  { timeoutMs = 3_600_000, signal = new AbortController().signal, onText = () => undefined }: Asking = {},
): Promise<ModelResult> {
  answers = given;
  const endpoint = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'k',
    model: 'm',
    dispatcher,
  };
  return ask(endpoint, {
    messages: [{ role: 'user', content: 'When?' }],
    maxTokens: 100,
    timeoutMs,
    signal,
    json: null,
    onText: how === 'stream' ? onText : undefined,
  });
}
/** The same as far as it is looked at here. */
const saidOf = (result: ModelResult): string => (result.kind === 'ok' ? result.text : result.code);

const PACKED = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;
const KINDS = ['whole', 'stream'] as const;

/** What is wrong with bytes: in one piece nothing came of the call, of a stream something has come. */
const BROKEN = { whole: 'unreachable', stream: 'malformed' };

test.each(KINDS.flatMap(how => PACKED.map(([encoding, pack]) => [how, encoding, pack] as const)))(
  '%s, packed as %s',
  async (how, encoding, pack) => {
    for (const name of [encoding, ` ${encoding.toUpperCase()}`])
      expect(
        saidOf(
          await asked(how, response =>
            response.writeHead(200, { 'content-type': TYPES[how], 'content-encoding': name }).end(pack(BODIES[how])),
          ),
        ),
      ).toBe('Nine to five.');
    if (how === 'stream') expect(accepted.at(-1)).toBe('identity');
  },
);

test.each(KINDS)('%s, packed by gzip whose end is missing', async how => {
  expect(
    saidOf(
      await asked(how, response =>
        response
          .writeHead(200, { 'content-type': TYPES[how], 'content-encoding': 'gzip' })
          .end(gzipSync(BODIES[how]).subarray(0, -8)),
      ),
    ),
  ).toBe('Nine to five.');
});

test.each(KINDS)('%s, said to be packed in a way that nobody knows', async how => {
  for (const encoding of ['utf-8', 'none', 'Identity'])
    expect(
      saidOf(
        await asked(how, response =>
          response.writeHead(200, { 'content-type': TYPES[how], 'content-encoding': encoding }).end(BODIES[how]),
        ),
      ),
    ).toBe('Nine to five.');
});

test.each(KINDS)('%s, not packed although it says so', async how => {
  expect(
    saidOf(
      await asked(how, response =>
        response.writeHead(200, { 'content-type': TYPES[how], 'content-encoding': 'gzip' }).end(BODIES[how]),
      ),
    ),
  ).toBe(BROKEN[how]);
});

test.each(KINDS)('%s, packed so that it is far too large', async how => {
  const bomb = gzipSync(
    how === 'whole'
      ? JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content: 'x'.repeat(20_000_000) } }] })
      : event({ delta: { content: 'x'.repeat(500) }, finish_reason: null }).repeat(40_000),
  );
  expect(
    saidOf(
      await asked(how, response =>
        response.writeHead(200, { 'content-type': TYPES[how], 'content-encoding': 'gzip' }).end(bomb),
      ),
    ),
  ).toBe(BROKEN[how]);
});

test.each(KINDS.flatMap(how => [301, 302, 303, 307, 308].map(status => [how, status] as const)))(
  '%s, redirected (%i)',
  async (how, status) => {
    expect(
      saidOf(
        await asked(how, response =>
          response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('x'.repeat(100_000)),
        ),
      ),
    ).toBe('redirected');
  },
);

test.each(KINDS)('%s, cut off in the middle', async how => {
  for (const length of [1, 20, BODIES[how].length - 1]) {
    const result = await asked(
      how,
      response =>
        void response
          .writeHead(200, { 'content-type': TYPES[how], 'content-length': 100_000 })
          .write(BODIES[how].slice(0, length), () => response.socket?.resetAndDestroy()),
    );
    expect(saidOf(result)).toBe(BROKEN[how]);
  }
});

test('a stream that nobody asked for is read, and is no answer', async () => {
  expect(
    saidOf(
      await asked('whole', response => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(STREAM)),
    ),
  ).toBe('malformed');
});

test.each([
  [401, 'unauthorized'],
  [429, 'throttled'],
  [500, 'server_error'],
] as const)('an error (%i) packed as gzip, without a body', async (status, code) => {
  for (const how of KINDS)
    expect(saidOf(await asked(how, response => response.writeHead(status, { 'content-encoding': 'gzip' }).end()))).toBe(
      code,
    );
});

describe('a stream that is not read to its end lets its connection go', () => {
  /** Whether what the endpoint wrote in is closed; a stream that never ends. */
  const closing = (
    encoding: string | null,
    more: string,
  ): { readonly given: Answers; readonly closed: Promise<void> } => {
    let close = (): void => undefined;
    const closed = new Promise<void>(resolve => (close = resolve));
    const given: Answers = response => {
      response.on('close', close);
      const first = event({ delta: { content: 'Nine ' }, finish_reason: null }) + more;
      response.writeHead(200, {
        'content-type': TYPES.stream,
        ...(encoding === null ? {} : { 'content-encoding': encoding }),
      });
      if (encoding === null) return void response.write(first);
      const packing = createGzip({ flush: constants.Z_SYNC_FLUSH });
      packing.pipe(response);
      packing.write(first);
    };
    return { given, closed };
  };

  test.each([null, 'gzip'])('aborted (packed as %s)', async encoding => {
    const aborting = new AbortController();
    const { given, closed } = closing(encoding, '');
    expect(saidOf(await asked('stream', given, { signal: aborting.signal, onText: () => aborting.abort() }))).toBe(
      'aborted',
    );
    await closed;
  });

  test.each([null, 'gzip'])('out of time (packed as %s)', async encoding => {
    const { given, closed } = closing(encoding, '');
    expect(saidOf(await asked('stream', given, { timeoutMs: 300 }))).toBe('timeout');
    await closed;
  });

  test.each([null, 'gzip'])('no JSON (packed as %s)', async encoding => {
    const { given, closed } = closing(encoding, 'data: {\n\n');
    expect(saidOf(await asked('stream', given))).toBe('malformed');
    await closed;
  });
});

test('an error that comes as a stream is an error', async () => {
  expect(
    saidOf(
      await asked('stream', response => response.writeHead(503, { 'content-type': 'text/event-stream' }).end(STREAM)),
    ),
  ).toBe('server_error');
});

test('an answer in one piece is taken where a stream was asked for', async () => {
  expect(
    saidOf(
      await asked('stream', response => response.writeHead(200, { 'content-type': 'application/json' }).end(WHOLE)),
    ),
  ).toBe('Nine to five.');
});
