/**
 * Detects settings that work but are insecure: weak or shared keys, short secrets, networks as wide as the Internet,
 * unencrypted connections. Each is reported with its variable; with `ALLOW_INSECURE_SETTINGS` an operator accepts the
 * risk of the named ones.
 */
import ipaddr from 'ipaddr.js';
import { parse } from 'pg-connection-string';

/** A weakness of one variable. `why`: continues a sentence that begins with the variable's name; contains no secret. */
export interface Insecurity {
  readonly variable: string;
  readonly why: string;
}

interface Key {
  readonly id: string;
  readonly key: Buffer;
}

/** The settings that are checked, as in config/index.ts. */
export interface Looked {
  readonly DATABASE_URL: string;
  readonly RELAY_DATABASE_URL: string;
  readonly META_GRAPH_URL: string;
  readonly META_APP_SECRET: readonly string[];
  readonly META_VERIFY_TOKEN: string;
  readonly SECRET_KEYS: readonly Key[];
  readonly PAYLOAD_KEYS: readonly Key[];
  readonly ALLOWED_NETWORKS: readonly string[];
  readonly OPENAI_BASE_URL?: string | undefined;
}

/** Meta's app secrets are 32 hexadecimal digits. */
const APP_SECRET_MIN = 32;
const VERIFY_TOKEN_MIN = 16;
/**
 * Minimum numbers of distinct bytes and characters. 32 random bytes have fewer than 16 distinct ones with a probability
 * of 10⁻¹⁵; 32 random hexadecimal digits fewer than 6 with 10⁻¹².
 */
const DISTINCT_BYTES = 16;
const DISTINCT_CHARACTERS = 6;
/**
 * Shortest prefix length of an allowed network, except within the private ranges of RFC 1918 and RFC 4193, and
 * loopback.
 */
const WIDEST = { ipv4: 16, ipv6: 32 };
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fc00::/7'].map(cidr =>
  ipaddr.parseCIDR(cidr),
);

/** All insecure settings; empty if there are none. */
export function insecurities(settings: Looked): Insecurity[] {
  const found = (variable: string, whys: readonly (string | null)[]): Insecurity[] =>
    whys.flatMap(why => (why === null ? [] : [{ variable, why }]));
  return [
    ...found('DATABASE_URL', [databaseInClear(settings.DATABASE_URL)]),
    ...found('RELAY_DATABASE_URL', [databaseInClear(settings.RELAY_DATABASE_URL)]),
    ...found('META_GRAPH_URL', [httpInClear(settings.META_GRAPH_URL)]),
    ...found('OPENAI_BASE_URL', [
      settings.OPENAI_BASE_URL === undefined ? null : httpInClear(settings.OPENAI_BASE_URL),
    ]),
    ...found('META_APP_SECRET', [
      doubled(settings.META_APP_SECRET, 'a secret'),
      ...settings.META_APP_SECRET.map(secret => shortSecret(secret, APP_SECRET_MIN)),
    ]),
    ...found('META_VERIFY_TOKEN', [shortSecret(settings.META_VERIFY_TOKEN, VERIFY_TOKEN_MIN)]),
    ...found('SECRET_KEYS', keyRing(settings.SECRET_KEYS)),
    ...found('PAYLOAD_KEYS', [...keyRing(settings.PAYLOAD_KEYS), shared(settings.SECRET_KEYS, settings.PAYLOAD_KEYS)]),
    ...found('ALLOWED_NETWORKS', settings.ALLOWED_NETWORKS.map(tooWide)),
  ];
}

/**
 * Why a connection to this database could be intercepted, or its URL cannot be used; null: it is secure. The URL is
 * parsed as the driver parses it.
 */
export function databaseInClear(url: string): string | null {
  let read: ReturnType<typeof parse>;
  try {
    read = parse(url);
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { host, ssl } = read;
  // A path is a local socket, and without a host the driver connects to this machine.
  if (host == null || host === '' || host.startsWith('/') || isLoopback(host)) return null;
  if (ssl === undefined || ssl === false) return 'goes to another machine without TLS: add sslmode=verify-full';
  return typeof ssl === 'object' && ssl.rejectUnauthorized === false
    ? 'does not check whose certificate it is: use sslmode=verify-full'
    : null;
}

function httpInClear(url: string): string | null {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) ? null : 'goes to another machine in clear: use https';
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

const shortSecret = (secret: string, min: number): string | null =>
  secret.length < min
    ? `has fewer than ${min} characters`
    : new Set(secret).size < DISTINCT_CHARACTERS
      ? 'is hardly more than one character repeated'
      : null;

const doubled = (values: readonly string[], what: string): string | null =>
  new Set(values).size < values.length ? `has ${what} twice` : null;

const keyRing = (keys: readonly Key[]): (string | null)[] => [
  doubled(
    keys.map(each => each.key.toString('hex')),
    'a key',
  ),
  ...keys.map(weakKey),
];

/** Recognises keys that were not generated at random. */
function weakKey({ id, key }: Key): string | null {
  const steps = key.subarray(1).map((byte, index) => (byte - (key[index] ?? 0)) & 0xff);
  const guessable =
    new Set(key).size < DISTINCT_BYTES ||
    new Set(steps).size < DISTINCT_BYTES / 2 ||
    key.every(byte => byte >= 0x20 && byte < 0x7f);
  return guessable
    ? `has the key ${id}, which was not drawn at random: make one with \`openssl rand -base64 32\``
    : null;
}

function shared(some: readonly Key[], others: readonly Key[]): string | null {
  return others.some(other => some.some(one => one.key.equals(other.key)))
    ? 'shares a key with SECRET_KEYS: what is at rest and what is under way need different ones'
    : null;
}

function tooWide(network: string): string | null {
  const [address, bits] = ipaddr.parseCIDR(network);
  const isPrivate = PRIVATE.some(
    ([base, least]) => base.kind() === address.kind() && address.match(base, least) && bits >= least,
  );
  return !isPrivate && bits < WIDEST[address.kind()]
    ? `lets addresses of ${network} through, which is far more than a network of your own`
    : null;
}
