/**
 * Which of the addresses that tenants configure may be called: public ones, and those in networks that the operator
 * allows explicitly (ALLOWED_NETWORKS). Protects against server-side request forgery (decision 0025).
 */
import ipaddr from 'ipaddr.js';
import type { Block } from './address-blocks.ts';
import { ASSIGNED_IPV6, CARRIERS, CLOSED_IPV4, CLOSED_IPV6 } from './address-blocks.ts';

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Networks that the operator allows to be called, also without TLS and on any port. */
export type Networks = readonly Range[];

const HTTPS_PORT = '443';
/** Dotted decimal without leading zeros: some parsers read 010.0.0.1 as 8.0.0.1, others as 10.0.0.1. */
const DOTTED = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

const rangesOf = (blocks: readonly Block[]): Networks => blocks.map(([cidr]) => ipaddr.parseCIDR(cidr));
const closed4 = rangesOf(CLOSED_IPV4);
const closed6 = rangesOf(CLOSED_IPV6);
const assigned6 = rangesOf(ASSIGNED_IPV6);
const carriers = CARRIERS.map(({ cidr, at, inverted = false }) => ({
  range: ipaddr.parseCIDR(cidr),
  byte: at / 8,
  inverted,
}));

/** @param cidrs as in ALLOWED_NETWORKS. @throws Error if one is not a CIDR. */
export const parseNetworks = (cidrs: readonly string[]): Networks => cidrs.map(cidr => ipaddr.parseCIDR(cidr));

/**
 * Parses an address in the system's canonical notation. Null for anything else: short, octal and hexadecimal notations,
 * and addresses with a zone, which refer to an interface of this machine. An IPv4-mapped address (::ffff:a.b.c.d) is
 * the IPv4 address that is actually called.
 */
function parse(address: string): Parsed | null {
  if (DOTTED.test(address)) return ipaddr.IPv4.isValid(address) ? ipaddr.IPv4.parse(address) : null;
  if (!address.includes(':') || address.includes('%')) return null;
  const groups = withoutDots(address);
  if (groups === null) return null;
  try {
    const parsed = ipaddr.IPv6.parse(groups);
    return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
  } catch {
    return null;
  }
}

/**
 * ipaddr.js reads ::a.b.c.d as ::ffff:a.b.c.d, so dotted tails are converted to groups; null if the tail is invalid.
 */
function withoutDots(address: string): string | null {
  const end = address.lastIndexOf(':') + 1;
  const tail = address.slice(end);
  if (!tail.includes('.')) return address;
  if (!DOTTED.test(tail) || !ipaddr.IPv4.isValid(tail)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
  return `${address.slice(0, end)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

const within = (address: Parsed, networks: Networks): boolean =>
  networks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));

function isPublic(address: Parsed): boolean {
  return address.kind() === 'ipv4'
    ? !within(address, closed4)
    : within(address, assigned6) && !within(address, closed6);
}

/** The embedded IPv4 addresses to which packets to this address are forwarded. */
function carried(address: Parsed): ipaddr.IPv4[] {
  if (address.kind() === 'ipv4') return [];
  const bytes = address.toByteArray();
  return carriers
    .filter(({ range }) => within(address, [range]))
    .map(
      ({ byte, inverted }) => new ipaddr.IPv4(bytes.slice(byte, byte + 4).map(each => (inverted ? 255 - each : each))),
    );
}

/** Whether it is an assigned address of the public Internet; false for anything that is not an address. */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  return parsed !== null && isPublic(parsed);
}

/** Whether it is in a network that the operator allows; embedded IPv4 addresses must be public or allowed, too. */
export function isNamedAddress(address: string, networks: Networks): boolean {
  const parsed = parse(address);
  return (
    parsed !== null &&
    within(parsed, networks) &&
    carried(parsed).every(inner => isPublic(inner) || within(inner, networks))
  );
}

/** Whether an address may be called: it is public, or in a network that the operator allows. */
export const isAllowedAddress = (address: string, networks: Networks): boolean =>
  isPublicAddress(address) || isNamedAddress(address, networks);

/**
 * The address in a URL's `host`, if it is an address and not a name.
 * @returns the address without brackets; null for a name.
 */
export function addressIn(host: string): string | null {
  const bare = host.replace(/^\[|\]$/g, '');
  return parse(bare) === null ? null : bare;
}

/**
 * Whether a URL is HTTPS on the standard port. Only then a secret may be sent along: the connection is encrypted and
 * authenticated, while another port may belong to another service on the same machine.
 * @param port empty, null or undefined: the protocol's default.
 */
export const isSecure = ({
  protocol,
  port,
}: {
  readonly protocol: string;
  readonly port: string | null | undefined;
}): boolean => protocol === 'https:' && (port === null || port === undefined || port === '' || port === HTTPS_PORT);
