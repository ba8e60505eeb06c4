/**
 * Calls to addresses that tenants name: never into our own network, and encrypted. Every address a name leads to is
 * looked at where the connection is made, and it is one of those that is connected to: a name that leads elsewhere a
 * moment later (DNS rebinding) leads nowhere. Source: OWASP, "Server-Side Request Forgery Prevention Cheat Sheet".
 */
import { errorChain } from '../../config/process/error-chain.ts';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { lookup as resolve } from 'node:dns';
import type { buildConnector as Connectors } from 'undici';
import { Agent, buildConnector } from 'undici';
import type { Networks } from '../../domain/net/public-address.ts';
import { isAllowedAddress, isNamedAddress, isSecure, parseNetworks } from '../../domain/net/public-address.ts';

/** `forbidden_address`: not one of the public Internet. `insecure_address`: not https at port 443. */
export type RefusedAddress = 'forbidden_address' | 'insecure_address';

/** The address is not called. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly code: RefusedAddress;
  constructor(code: RefusedAddress) {
    super(code === 'forbidden_address' ? 'the address is not public' : 'the address is not https at port 443');
    this.code = code;
  }
}

export interface GuardOptions {
  /**
   * Networks of our own that may be called, at any port and without TLS, as CIDR: the operator's choice, never a
   * tenant's.
   */
  readonly allowedNetworks: readonly string[];
  readonly connectTimeoutMs?: number;
  /** For tests: how names are resolved. */
  readonly resolver?: typeof resolve | undefined;
  /** For addresses from before TLS was demanded. */
  readonly insecureToo?: boolean;
}

type Judge = (address: string) => RefusedAddress | null;

const judgeOf =
  (networks: Networks, secure: boolean): Judge =>
  address => {
    if (!isAllowedAddress(address, networks)) return 'forbidden_address';
    return secure || isNamedAddress(address, networks) ? null : 'insecure_address';
  };

/** Resolves a name once; the connection is made to one of the addresses that were looked at. */
function guardedLookup(judge: Judge, resolver: typeof resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolver(hostname, { all: true, verbatim: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const addresses = found as unknown as { address: string; family: number }[];
      // One refused address among several is enough: whoever names both means the refused one.
      const refused =
        addresses.length === 0
          ? 'forbidden_address'
          : addresses.map(({ address }) => judge(address)).find(each => each !== null);
      if (refused != null) return callback(new RefusedAddressError(refused), '', 0);
      if (options.all === true)
        return (callback as unknown as (error: null, all: typeof addresses) => void)(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/** An undici dispatcher that connects to allowed addresses only. It follows no redirects by itself. */
export function guardedAgent({
  allowedNetworks,
  connectTimeoutMs = 5_000,
  resolver = resolve,
  insecureToo = false,
}: GuardOptions): Agent {
  const networks = parseNetworks(allowedNetworks);
  const connectorOf = (secure: boolean): Connectors.connector => {
    const judge = judgeOf(networks, secure);
    const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup(judge, resolver) });
    return (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      const isName = isIP(host) === 0;
      // Addresses written as such are not looked up; names are not where whatever they lead to is refused.
      const refused = !isName ? judge(host) : secure || networks.length > 0 ? null : 'insecure_address';
      return refused === null ? connect(options, callback) : callback(new RefusedAddressError(refused), null);
    };
  };
  const [whenSecure, otherwise] = [connectorOf(true), connectorOf(insecureToo)];
  return new Agent({ connect: (options, callback) => (isSecure(options) ? whenSecure : otherwise)(options, callback) });
}

/**
 * The ways out to what tenants name: the strict one, and the one for addresses from before, until their time is over.
 */
export class WaysOut {
  readonly #strict: Agent;
  readonly #insecureToo: Agent;

  constructor(options: Omit<GuardOptions, 'insecureToo'>) {
    this.#strict = guardedAgent(options);
    this.#insecureToo = guardedAgent({ ...options, insecureToo: true });
  }

  /** @param insecureUntil of the endpoint or source; null: it never was called without TLS. @param at milliseconds. */
  for(insecureUntil: Date | null, at: number): Agent {
    return insecureUntil !== null && at < insecureUntil.getTime() ? this.#insecureToo : this.#strict;
  }

  async close(): Promise<void> {
    await Promise.all([this.#strict.close(), this.#insecureToo.close()]);
  }
}

/** What an error of a call says of its address; null: nothing. */
export function refusedAddressIn(error: unknown): RefusedAddress | null {
  for (const each of errorChain(error)) if (each instanceof RefusedAddressError) return each.code;
  return null;
}
