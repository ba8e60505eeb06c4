import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

/** Time limits after which slow clients are disconnected; short, because the tests wait for them. */
const SHORT = { headersMs: 300, bodyMs: 300, requestMs: 600, checkMs: 50 };
const HOUR_MS = 3_600_000;

let impatient: Stack;
let patient: Stack;
beforeAll(async () => {
  impatient = await createStack({ temporal: 'none', patience: SHORT });
  patient = await createStack({
    temporal: 'none',
    patience: { headersMs: HOUR_MS, bodyMs: HOUR_MS, requestMs: HOUR_MS, checkMs: 50 },
  });
});
afterAll(() => Promise.all([impatient.close(), patient.close()]));

interface Held {
  readonly socket: Socket;
  text: string;
  closed: boolean;
}

function hold(begin: string, stack = impatient): Held {
  const held: Held = { socket: connect(Number(new URL(stack.baseUrl).port), '127.0.0.1'), text: '', closed: false };
  held.socket
    .setEncoding('utf8')
    .on('data', (text: string) => void (held.text += text))
    .on('close', () => void (held.closed = true))
    .on('error', () => undefined);
  held.socket.write(begin);
  return held;
}

const head = (path: string, ...lines: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');

describe('a request that does not come to its end', () => {
  test.each([
    ['a webhook’s body that is announced and not sent', head('/webhooks/whatsapp', 'Content-Length: 1000')],
    ['a webhook’s body that breaks off', `${head('/webhooks/whatsapp', 'Content-Length: 1000')}{"entry":`],
    [
      'a webhook’s body in chunks without a last one',
      `${head('/webhooks/whatsapp', 'Transfer-Encoding: chunked')}3\r\n{"e\r\n`,
    ],
    [
      'a webhook’s body that is too large, and breaks off',
      head('/webhooks/whatsapp', `Content-Length: ${4 * 1024 * 1024}`),
    ],
    [
      'a webhook’s body that is too large, and has no end',
      `${head('/webhooks/whatsapp', 'Transfer-Encoding: chunked')}${(3 * 1024 * 1024 + 1).toString(16)}\r\n${' '.repeat(3 * 1024 * 1024 + 1)}\r\n`,
    ],
    ['a body of ours that breaks off', `${head('/api/v1/auth/login', 'Content-Length: 1000')}{"email":`],
  ])('%s: 408, and the connection is closed', async (_, begin) => {
    const held = hold(begin);
    await eventually(() => held.closed, 'the end of the connection');
    expect(held.text).toMatch(/^HTTP\/1\.1 408 /);
    expect(held.text).toMatch(/\r\nconnection: close\r\n/i);
    expect(held.text).toContain('"code":"body_timeout"');
  });

  test('a body that goes on drop by drop: the whole body counts, not the last drop', async () => {
    const held = hold(head('/webhooks/whatsapp', 'Content-Length: 1000000'));
    await eventually(() => {
      held.socket.write(' ');
      return held.closed;
    }, 'the end of the connection');
    expect(held.text).toMatch(/^HTTP\/1\.1 408 /);
  });

  test.each([
    ['nothing at all', ''],
    ['headers that break off', 'POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\n'],
    [
      'a file that breaks off',
      head('/api/v1/uploads', 'Content-Length: 1000').replace('application/json', 'image/png'),
    ],
  ])('%s: the connection is closed', async (_, begin) => {
    const held = hold(begin);
    await eventually(() => held.closed, 'the end of the connection');
  });
});

describe('while they last', () => {
  test('200 of them keep nobody out', async () => {
    const held = Array.from({ length: 200 }, (_, at) =>
      hold(at % 2 === 0 ? head('/webhooks/whatsapp', 'Content-Length: 1000') : 'POST / HTTP/1.1\r\n', patient),
    );
    expect(
      (await postWebhook(patient.baseUrl, textBody({ phoneNumberId: patient.tenants[0]!.phoneNumberId, from: '491' })))
        .body,
    ).toMatchObject({ stored: 1 });
    expect(held.filter(each => each.closed)).toEqual([]);
    for (const { socket } of held) socket.destroy();
  });
});
