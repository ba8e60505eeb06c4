/**
 * Guards calls to addresses that tenants configure against server-side request forgery: never into our own network, and
 * only encrypted. All addresses that a host name resolves to are checked when the connection is made, and the
 * connection goes to one of the checked addresses, so that a name that resolves differently a moment later (DNS
 * rebinding) gains nothing. Source: OWASP, "Server-Side Request Forgery Prevention Cheat Sheet".
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

/** Thrown instead of connecting to a refused address. */
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
   * CIDRs of our own networks that may be called, on any port and without TLS. Set by the operator, never by a tenant.
   */
  readonly allowedNetworks: readonly string[];
  readonly connectTimeoutMs?: number;
  /** For tests: how names are resolved. */
  readonly resolver?: typeof resolve | undefined;
  /** Also allows other ports and connections without TLS, for addresses configured before TLS was required. */
  readonly insecureToo?: boolean;
}

type Judge = (address: string) => RefusedAddress | null;

const judgeOf =
  (networks: Networks, secure: boolean): Judge =>
  address => {
    if (!isAllowedAddress(address, networks)) return 'forbidden_address';
    return secure || isNamedAddress(address, networks) ? null : 'insecure_address';
  };

/** A lookup that resolves a name once and returns only checked addresses, to which the connection is then made. */
function guardedLookup(judge: Judge, resolver: typeof resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolver(hostname, { all: true, verbatim: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const addresses = found as unknown as { address: string; family: number }[];
      // One refused address among several is enough: such a name is taken for an attempt to reach it.
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

/**
 * An undici dispatcher that connects to allowed addresses only; otherwise the request fails with `RefusedAddressError`
 * as its cause. It follows no redirects.
 */
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
      // IP addresses are checked here, since they are not looked up. A name without TLS is refused without a lookup if
      // there are no allowed networks, since any address would be refused.
      const refused = !isName ? judge(host) : secure || networks.length > 0 ? null : 'insecure_address';
      return refused === null ? connect(options, callback) : callback(new RefusedAddressError(refused), null);
    };
  };
  const [whenSecure, otherwise] = [connectorOf(true), connectorOf(insecureToo)];
  return new Agent({ connect: (options, callback) => (isSecure(options) ? whenSecure : otherwise)(options, callback) });
}

/**
 * The dispatchers for addresses that tenants configure: the strict one, and one for addresses configured before TLS was
 * required, until their grace period ends.
 */
export class WaysOut {
  readonly #strict: Agent;
  readonly #insecureToo: Agent;

  constructor(options: Omit<GuardOptions, 'insecureToo'>) {
    this.#strict = guardedAgent(options);
    this.#insecureToo = guardedAgent({ ...options, insecureToo: true });
  }

  /**
   * @param insecureUntil end of the grace period of the endpoint or source; null: it has none.
   * @param at epoch milliseconds.
   */
  for(insecureUntil: Date | null, at: number): Agent {
    return insecureUntil !== null && at < insecureUntil.getTime() ? this.#insecureToo : this.#strict;
  }

  async close(): Promise<void> {
    await Promise.all([this.#strict.close(), this.#insecureToo.close()]);
  }
}

/** Why an error's address was refused; null if the error is about something else. */
export function refusedAddressIn(error: unknown): RefusedAddress | null {
  for (const each of errorChain(error)) if (each instanceof RefusedAddressError) return each.code;
  return null;
}
