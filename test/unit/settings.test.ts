import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../config/index.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';

/** 32 bytes that look drawn. */
const drawn = (seed: string): Buffer => createHash('sha256').update(seed).digest();
const ring = (...keys: [id: string, key: Buffer][]): string =>
  keys.map(([id, key]) => `${id}:${key.toString('base64')}`).join();
const GOOD = {
  DATABASE_URL: 'postgresql://sigfollow_app:x@db.internal/sigfollow?sslmode=verify-full',
  RELAY_DATABASE_URL: 'postgresql://sigfollow_relay:x@127.0.0.1/sigfollow',
  META_APP_SECRET: drawn('app').toString('hex').slice(0, 32),
  META_VERIFY_TOKEN: drawn('verify').toString('base64url'),
  SECRET_KEYS: ring(['a', drawn('a')], ['b', drawn('b')]),
  PAYLOAD_KEYS: ring(['c', drawn('c')]),
  MEDIA_STORE: 'file:///var/lib/sigfollow/media',
};
const read = (more: NodeJS.ProcessEnv) => readConfig({ ...GOOD, ...more });
const pg = (host: string, rest = ''): string => `postgresql://u:p@${host}/d${rest}`;

test('good settings are taken as they are', () => expect(read({}).insecure).toEqual([]));

const INSECURE: readonly [variable: string, what: string, value: string][] = [
  ['META_APP_SECRET', 'of one letter', 'x'],
  ['META_APP_SECRET', 'of one letter, often', 'a'.repeat(32)],
  ['META_APP_SECRET', 'of which one of two is short', `${GOOD.META_APP_SECRET},short`],
  ['META_APP_SECRET', 'given twice', `${GOOD.META_APP_SECRET},${GOOD.META_APP_SECRET}`],
  ['META_VERIFY_TOKEN', 'that is short', 'token'],
  ['SECRET_KEYS', 'of zeros', ring(['a', Buffer.alloc(32)])],
  ['SECRET_KEYS', 'of one byte', ring(['a', Buffer.alloc(32, 7)])],
  ['SECRET_KEYS', 'that count', ring(['a', Buffer.from(Array.from({ length: 32 }, (_, index) => index))])],
  ['SECRET_KEYS', 'that are words', ring(['a', Buffer.from('correct horse battery staple 123')])],
  ['SECRET_KEYS', 'of which the second is weak', ring(['a', drawn('a')], ['b', Buffer.alloc(32)])],
  ['SECRET_KEYS', 'with a key twice', ring(['a', drawn('a')], ['b', drawn('a')])],
  ['PAYLOAD_KEYS', 'shared with the other ring', ring(['c', drawn('b')])],
  ['PAYLOAD_KEYS', 'of zeros', ring(['c', Buffer.alloc(32)])],
  ['ALLOWED_NETWORKS', 'that are everything', '0.0.0.0/0'],
  ['ALLOWED_NETWORKS', 'that are everything in halves', '0.0.0.0/1,128.0.0.0/1'],
  ['ALLOWED_NETWORKS', 'that are everything of IPv6', '::/0'],
  ['ALLOWED_NETWORKS', 'that hide everything behind a private address', '10.0.0.0/0'],
  ...[
    '10.0.0.0/7',
    '172.16.0.0/11',
    '172.16.0.0/8',
    '192.168.0.0/15',
    '192.168.0.0/7',
    '127.0.0.0/7',
    'fc00::/6',
    '203.0.0.0/15',
  ].map((network): [string, string, string] => [
    'ALLOWED_NETWORKS',
    `that are wider than what is set apart (${network})`,
    network,
  ]),
  ['META_GRAPH_URL', 'in clear', 'http://graph.facebook.com'],
  ['META_GRAPH_URL', 'in clear to what only begins like this machine', 'http://127.0.0.1.example.com'],
  ['OPENAI_BASE_URL', 'in clear', 'http://models.example.com/v1'],
  ['DATABASE_URL', 'without TLS', pg('db.internal')],
  ['DATABASE_URL', 'with TLS switched off', pg('db.internal', '?sslmode=disable')],
  ['DATABASE_URL', 'with TLS switched off after all', pg('db.internal', '?sslmode=verify-full&sslmode=disable')],
  ['DATABASE_URL', 'with any certificate', pg('db.internal', '?sslmode=no-verify')],
  ['DATABASE_URL', 'with any certificate, as libpq has it', pg('db.internal', '?uselibpqcompat=true&sslmode=require')],
  ['DATABASE_URL', 'that names another machine behind', pg('127.0.0.1', '?host=db.internal')],
  [
    'DATABASE_URL',
    'with a certificate that is not there',
    pg('db.internal', '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem'),
  ],
  ['RELAY_DATABASE_URL', 'without TLS', pg('10.0.0.5')],
];

describe.each(INSECURE)('%s %s', (variable, _, value) => {
  test('is refused by name, without its value', () => {
    expect(() => read({ [variable]: value })).toThrow(new RegExp(`not secure:[^]*✖ ${variable} `));
    const secret = /KEYS|SECRET|TOKEN/.test(variable) ? value.split(/[:,]/).at(-1) : undefined;
    if (secret !== undefined && secret.length > 8) expect(() => read({ [variable]: value })).not.toThrow(secret);
  });

  test('is taken, and said, when the operator names it; naming another one changes nothing', () => {
    expect(read({ [variable]: value, ALLOW_INSECURE_SETTINGS: `PORT, ${variable}` }).insecure[0]).toMatch(
      new RegExp(`^${variable} `),
    );
    expect(() => read({ [variable]: value, ALLOW_INSECURE_SETTINGS: 'PORT' })).toThrow(variable);
  });
});

test.each([
  ['DATABASE_URL', pg('localhost')],
  ['DATABASE_URL', pg('127.8.0.1')],
  ['DATABASE_URL', pg('[::1]')],
  ['DATABASE_URL', pg('localhost', '?host=/var/run/postgresql')],
  ['DATABASE_URL', pg('db.internal', '?ssl=true')],
  ['META_GRAPH_URL', 'http://127.0.0.1:3100'],
  ['META_GRAPH_URL', 'http://localhost:3100'],
  [
    'ALLOWED_NETWORKS',
    '10.0.0.0/8,192.168.0.0/16,172.16.0.0/12,fd00::/8,fc00::/7,127.0.0.1/32,203.0.113.0/24,2001:db8::/32',
  ],
])('%s %s is taken', (variable, value) => expect(read({ [variable]: value }).insecure).toEqual([]));

test.each([
  ['two keys with one id', ring(['a', drawn('a')], ['a', drawn('b')])],
  ['no base64', `a:${drawn('a').toString('base64').slice(0, -2)}!=`],
  ['31 bytes', `a:${drawn('a').subarray(1).toString('base64')}`],
  ['base64 with something behind it', `a:${drawn('a').toString('base64')}=x`],
])('a key ring with %s is wrong, whatever is allowed', (_, value) => {
  expect(() => read({ SECRET_KEYS: value, ALLOW_INSECURE_SETTINGS: 'SECRET_KEYS' })).toThrow(
    /not complete:[^]*SECRET_KEYS/,
  );
});

test('keys that are drawn are never taken for weak ones', () => {
  const { fraction } = random('keys');
  for (let times = 0; times < size({ quick: 2_000, full: 10_000 }); times++) {
    const key = Buffer.from(Array.from({ length: 32 }, () => Math.floor(fraction() * 256)));
    expect(read({ SECRET_KEYS: ring(['a', key]) }).insecure).toEqual([]);
  }
});
