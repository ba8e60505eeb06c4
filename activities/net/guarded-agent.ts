/**
 * Calls to addresses that tenants name: never into our own network. Every address a name leads to is looked at where the
 * connection is made, so that a name that leads elsewhere a moment later (DNS rebinding) leads nowhere.
 * Source: OWASP, "Server-Side Request Forgery Prevention Cheat Sheet".
 */
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { lookup as resolve } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';

/** The address is not one of the public Internet. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'forbidden_address';
}

export interface GuardOptions {
  /** Networks of our own that may be called, as CIDR: the operator's choice, never a tenant's. */
  readonly allowedNetworks: readonly string[];
  readonly connectTimeoutMs?: number;
  /** For tests: how names are resolved. */
  readonly resolver?: typeof resolve;
}

/** Whether an address may be called: public unicast only (RFC 6890), also where an IPv6 address wraps an IPv4 one. */
export function isAllowedAddress(address: string, allowedNetworks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const inside = allowedNetworks.some(network => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
  return inside || parsed.range() === 'unicast';
}

/** An undici dispatcher that connects to allowed addresses only. It follows no redirects by itself. */
export function guardedAgent({ allowedNetworks, connectTimeoutMs = 5_000, resolver = resolve }: GuardOptions): Agent {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolver(hostname, { all: true, verbatim: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const addresses = found as unknown as { address: string; family: number }[];
      // One forbidden address among several is enough: whoever names both means the forbidden one.
      if (addresses.length === 0 || addresses.some(({ address }) => !isAllowedAddress(address, allowedNetworks))) return callback(new ForbiddenAddressError('the name leads to an address that is not public'), '', 0);
      if (options.all === true) return (callback as unknown as (error: null, all: typeof addresses) => void)(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup });
  return new Agent({
    connect: (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      // Addresses written as such are not looked up.
      if (isIP(host) !== 0 && !isAllowedAddress(host, allowedNetworks)) return callback(new ForbiddenAddressError('the address is not public'), null);
      return connect(options, callback);
    },
  });
}
