/**
 * Streamed model answers: each event is passed on complete and by itself, however the stream is split; otherwise the
 * stream ends.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { Agent } from 'undici';
import { EVENT_LIMIT, dataOf, wholeEvents } from '../../activities/ai/event-stream.ts';
import { ask } from '../../activities/ai/model-client.ts';
import type { ModelResult } from '../../activities/ai/model-types.ts';
import { pieces } from '../support/adversarial.ts';
import { size } from '../support/size.ts';

const LIMIT = 1_000_000;
const bytesIn = (text: string, sizes: readonly number[]): Uint8Array[] =>
  pieces(Buffer.from(text).toString('latin1'), sizes).map(piece => Buffer.from(piece, 'latin1'));

/** What comes out of a stream that comes in pieces, each chunk by itself. @throws what ends it. */
async function handedOn(text: string, sizes: readonly number[], limit = LIMIT): Promise<string[]> {
  const found: string[] = [];
  for await (const chunk of wholeEvents(ReadableStream.from(bytesIn(text, sizes)), limit))
    found.push(Buffer.from(chunk).toString());
  return found;
}

describe('events', () => {
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('end at a blank line, of %s, wherever a piece ends', async (_name, end) => {
    const text = ['data: größe', 'id: 1', '', 'data: b', '', '', '', ': alive', '', 'data: c'].join(end) + end;
    for (const sizes of [[1], [2], [3], [64], [1_000]])
      expect(await handedOn(text, sizes)).toEqual([
        'data: größe\nid: 1\n\n',
        'data: b\n\n',
        ': alive\n\n',
        'data: c\n',
      ]);
  });

  test('are what their lines are, however lines end', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('\n', '\r\n', '\r', 'a', 'data: é'), { maxLength: 30 }),
        fc.array(fc.nat(5), { maxLength: 5 }),
        async (parts, sizes) => {
          const lines = parts.join('').replace(/\r\n?/g, '\n');
          const found = await handedOn(parts.join(''), sizes);
          expect(found.join('')).toBe(lines.replace(/^\n+/, '').replace(/\n{3,}/g, '\n\n'));
          for (const event of found.slice(0, -1)) expect(event.indexOf('\n\n')).toBe(event.length - 2);
        },
      ),
      { numRuns: size({ quick: 300, full: 10_000 }) },
    ));

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['both in turn', '\n\r'],
  ])('without a blank line between them (%s) are too large, in pieces of 64 bytes', async (name, end) => {
    const line = `data: ${'x'.repeat(50)}`;
    const [fitting, over] = [EVENT_LIMIT / 64, EVENT_LIMIT / 32].map(count => (line + end).repeat(count));
    if (name === 'both in turn') return expect((await handedOn(over!, [64])).length).toBe(EVENT_LIMIT / 32);
    expect((await handedOn(fitting!, [64])).length).toBe(1);
    await expect(handedOn(over!, [64])).rejects.toThrow('too large');
  });

  test('are their data, without comments, other fields, and what has no end', async () => {
    const found: string[] = [];
    for await (const data of dataOf(
      wholeEvents(
        ReadableStream.from(
          bytesIn(': x\n\nevent: a\ndata: b\n\nid: 1\n\ndata:c\ndata\ndata:  d\u2028e\ndataset: f\n\ndata: g\n', [3]),
        ),
        LIMIT,
      ),
    ))
      found.push(data);
    expect(found).toEqual(['b', 'c\n\n d\u2028e']);
  });

  test('together are no more than may be', async () => {
    await expect(handedOn('data: x\n\n'.repeat(20), [64], 100)).rejects.toThrow('too large');
  });
});

describe('a model', () => {
  let server: Server;
  let answer: readonly Uint8Array[] = [];
  const dispatcher = new Agent();
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of answer) response.write(piece);
      response.end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await dispatcher.close();
    server.close();
  });
  function asked(lines: string): Promise<ModelResult> {
    answer = bytesIn(lines, [64]);
    const endpoint = {
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      apiKey: 'k',
      model: 'm',
      dispatcher,
    };
    return ask(endpoint, {
      messages: [{ role: 'user', content: 'Hello' }],
      maxTokens: 100,
      timeoutMs: 3_600_000,
      signal: new AbortController().signal,
      json: null,
      onText: () => undefined,
    });
  }
  const said = (content: string): string => JSON.stringify({ choices: [{ delta: { content }, finish_reason: null }] });
  const END = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['CRLF behind LF', '\n\r\n'],
  ])('is understood whose lines end with %s', async (_name, end) => {
    const blank = end === '\n\r\n' ? end : `${end}${end}`;
    expect(await asked(`data: ${said('Hello, ')}${blank}data: ${said('größe')}${blank}${END}`)).toMatchObject({
      kind: 'ok',
      text: 'Hello, größe',
    });
  });

  test.each([
    'data: {"choices": secret\n\n',
    'event: thread.a\ndata: secret\n\n',
    'data: {"error":{"message":"secret"}}\n\n',
  ])('says %j: an answer that cannot be read, of which nothing is printed', async event => {
    const printed = [
      jest.spyOn(console, 'error').mockReturnValue(undefined),
      jest.spyOn(console, 'log').mockReturnValue(undefined),
    ];
    try {
      expect(await asked(`data: ${said('Hello')}\n\n${event}${END}`)).toMatchObject({
        kind: 'failed',
        code: 'malformed',
      });
      for (const each of printed) expect(each.mock.calls).toEqual([]);
    } finally {
      for (const each of printed) each.mockRestore();
    }
  });

  test('that says no blank line is not listened to any longer', async () => {
    // One event of many short lines, which together are JSON.
    const lines = [said('a').slice(0, -1), ...Array.from({ length: 10_000 }, () => ' '.repeat(50)), '}'];
    expect(await asked(`${lines.map(each => `data: ${each}\n`).join('')}\n${END}`)).toMatchObject({
      kind: 'failed',
      code: 'malformed',
    });
  });
});
