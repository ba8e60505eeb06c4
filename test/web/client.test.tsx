/**
 * Calls to the API, as far as the server has no part in them: it does not answer, or is slow, or somebody else logs in.
 * @jest-environment ./test/web/support/with-fetch.mjs
 */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { answerOf, client, uploadFile } from '../../web/src/lib/api/index.ts';
import { csrfToken, keepCsrfToken } from '../../web/src/lib/api/csrf.ts';
import { outboxOf } from '../../web/src/lib/outbox/index.ts';
import { noteServerTime, serverNow } from '../../web/src/lib/server-clock.ts';
import { endSession } from '../../web/src/lib/session-end.ts';
import { connection } from '../../web/src/lib/signals.ts';

const SECOND = 1_000;
type Answer = (request: Request, signal: AbortSignal) => Promise<Response>;
/** What the server does. */
let answer: Answer;
const calls: Request[] = [];
const { fetch } = globalThis;

const json = (body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json', ...headers } });
/** No answer ever comes, until the call is given up. */
const silent: Answer = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));

/** An answer of now whose body is still to come. */
const begun = (body: Promise<unknown>) =>
  ({
    status: 200,
    statusText: '',
    headers: new Headers({ date: new Date().toUTCString() }),
    arrayBuffer: () => body,
  }) as Response;

beforeEach(() => {
  jest.useFakeTimers();
  globalThis.fetch = (request, init) => {
    calls.push(request as Request);
    return answer(request as Request, init?.signal as AbortSignal);
  };
});
afterEach(() => {
  endSession();
  globalThis.fetch = fetch;
  calls.length = 0;
  localStorage.clear();
  connection.set('fine');
});

test('a call that is never answered ends as one that did not reach the server', async () => {
  answer = silent;
  const asked = expect(answerOf(client.GET('/api/v1/queues'))).rejects.toMatchObject({
    code: 'unreachable',
    status: 0,
  });
  await jest.advanceTimersByTimeAsync(29 * SECOND);
  expect(connection.get()).toBe('fine');
  await jest.advanceTimersByTimeAsync(2 * SECOND);
  await asked;
  expect(connection.get()).toBe('unreachable');
});

test('so does one whose answer stops on its way', async () => {
  let isBegun = false;
  answer = (request, signal) => {
    isBegun = true;
    return Promise.resolve(begun(silent(request, signal)));
  };
  const asked = expect(answerOf(client.GET('/api/v1/queues'))).rejects.toMatchObject({ code: 'unreachable' });
  await jest.advanceTimersByTimeAsync(31 * SECOND);
  await asked;
  expect(isBegun).toBe(true);
});

test('a file has the time that it takes', async () => {
  let arrive: (answer: Response) => void = () => undefined;
  const arrived = new Promise<Response>(resolve => (arrive = resolve));
  answer = (request, signal) => Promise.race([arrived, silent(request, signal)]);
  const brought = uploadFile(new File(['x'], 'x.txt', { type: 'text/plain' }));
  await jest.advanceTimersByTimeAsync(600 * SECOND);
  arrive(json({ id: 'upload' }));
  expect(await brought).toEqual({ id: 'upload' });
});

test('whoever does not want an answer any more is not told that the server is away', async () => {
  answer = silent;
  const leaving = new AbortController();
  const asked = expect(answerOf(client.GET('/api/v1/queues', { signal: leaving.signal }))).rejects.toThrow('given up');
  leaving.abort();
  await asked;
  expect(connection.get()).toBe('fine');
});

test('the server’s clock is read when an answer begins, not when it has ended', async () => {
  noteServerTime(new Date().toUTCString());
  let end: (rest: string) => void = () => undefined;
  const rest = new Promise<string>(resolve => (end = resolve));
  answer = () => Promise.resolve(begun(rest));
  const asked = answerOf(client.GET('/api/v1/queues'));
  await jest.advanceTimersByTimeAsync(20 * SECOND);
  end('{}');
  await asked;
  expect(serverNow()).toBe(Date.now());
});

test('a log-in is one although its token cannot be kept', () => {
  const full = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new Error('full');
  });
  keepCsrfToken('token');
  full.mockRestore();
  expect(csrfToken()).toBe('token');
});

const sendable = {
  key: 'key',
  conversationId: 'c',
  to: { kind: 'reply' as const },
  text: 'Hello',
  quotes: null,
  file: null,
  answers: null,
  used: null,
};

test('the words after a file are not sent in the name of somebody who has logged in since', async () => {
  keepCsrfToken('of ana');
  answer = () => {
    keepCsrfToken('of ben');
    return Promise.resolve(json({ id: 'message' }));
  };
  const outbox = outboxOf('ana');
  outbox.add({ ...sendable, file: { id: 'song', type: 'audio' } as never });
  await jest.advanceTimersByTimeAsync(SECOND);
  expect(calls.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['key-file']);
  expect(outbox.get()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
});

test('what became of the AI’s words is told until it is answered', async () => {
  const isDecision = ({ url }: Request): boolean => url.endsWith('/decide');
  const outcomes: Answer[] = [
    () => Promise.reject(new Error('lost')),
    () =>
      Promise.resolve(
        new Response('{"title":"Somebody has decided.","code":"already_decided"}', {
          status: 409,
          headers: { 'content-type': 'application/problem+json' },
        }),
      ),
  ];
  answer = (request, signal) =>
    isDecision(request) ? outcomes.shift()!(request, signal) : Promise.resolve(json({ id: 'message' }));
  const outbox = outboxOf('ana');
  outbox.add({ ...sendable, used: { id: 'suggestion', text: 'Hallo' } });
  await jest.advanceTimersByTimeAsync(SECOND);
  expect(outbox.get()).toEqual([]);
  expect(Object.keys(localStorage)).toEqual(['sigfollow-decided:ana:suggestion']);
  await jest.advanceTimersByTimeAsync(60 * SECOND);
  const told = calls.filter(isDecision);
  expect(told).toHaveLength(2);
  expect(await told[1]!.json()).toEqual({ state: 'edited', distance: 1 });
  expect(Object.keys(localStorage)).toEqual([]);
});
