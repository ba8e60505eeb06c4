/**
 * Which addresses of those that tenants name may be called: public ones, and those of networks the operator allows by
 * name.
 */
import ipaddr from 'ipaddr.js';
import type { Block } from './address-blocks.ts';
import { ASSIGNED_IPV6, CARRIERS, CLOSED_IPV4, CLOSED_IPV6 } from './address-blocks.ts';

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Networks of the operator's own that may be called, also without TLS and at any port. */
export type Networks = readonly Range[];

const HTTPS_PORT = '443';
/** Four decimal numbers as they are printed: 010.0.0.1 is 8.0.0.1 to some and 10.0.0.1 to others. */
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

/** @param cidrs as in ALLOWED_NETWORKS. @throws Error for what is no CIDR. */
export const parseNetworks = (cidrs: readonly string[]): Networks => cidrs.map(cidr => ipaddr.parseCIDR(cidr));

/**
 * Null for what is no address as the system prints it: short, octal and hexadecimal ways of writing, and addresses with
 * a zone, which mean an interface of this machine. What is mapped (::ffff:a.b.c.d) is the IPv4 address that is called
 * then.
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

/** The library takes ::a.b.c.d for what is written ::ffff:a.b.c.d: it gets groups alone. */
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

/** The IPv4 addresses that packets to this one are sent on to. */
function carried(address: Parsed): ipaddr.IPv4[] {
  if (address.kind() === 'ipv4') return [];
  const bytes = address.toByteArray();
  return carriers
    .filter(({ range }) => within(address, [range]))
    .map(
      ({ byte, inverted }) => new ipaddr.IPv4(bytes.slice(byte, byte + 4).map(each => (inverted ? 255 - each : each))),
    );
}

/** Whether an address is one of the public Internet, given to somebody. Anything that is not an address is not. */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  return parsed !== null && isPublic(parsed);
}

/** Whether an address is in one of the networks the operator allows by name; what it carries must be allowed, too. */
export function isNamedAddress(address: string, networks: Networks): boolean {
  const parsed = parse(address);
  return (
    parsed !== null &&
    within(parsed, networks) &&
    carried(parsed).every(inner => isPublic(inner) || within(inner, networks))
  );
}

/** Whether an address may be called at all. */
export const isAllowedAddress = (address: string, networks: Networks): boolean =>
  isPublicAddress(address) || isNamedAddress(address, networks);

/**
 * Whether `host`, as a URL has it, is an address and not a name.
 * @returns the address, without brackets; null for a name.
 */
export function addressIn(host: string): string | null {
  const bare = host.replace(/^\[|\]$/g, '');
  return parse(bare) === null ? null : bare;
}

/**
 * Whether what goes to a URL is encrypted to whom its certificate names, at the port everybody serves that on: a key
 * may go along, and another port is another service of the same machine.
 * @param port empty: the protocol's own.
 */
export const isSecure = ({
  protocol,
  port,
}: {
  readonly protocol: string;
  readonly port: string | null | undefined;
}): boolean => protocol === 'https:' && (port === null || port === undefined || port === '' || port === HTTPS_PORT);
