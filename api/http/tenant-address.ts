/**
 * Checks on addresses that tenants configure, against requests to private networks (SSRF): here when an address is
 * set, and again when a connection is made (activities/net).
 */
import { lookup } from 'node:dns/promises';
import {
  addressIn,
  isAllowedAddress,
  isNamedAddress,
  isSecure,
  parseNetworks,
} from '../../domain/net/public-address.ts';
import type { Networks } from '../../domain/net/public-address.ts';
import type { AppContext } from './context.ts';
import { problem } from './problem.ts';

/**
 * Whether all addresses of a host lie in networks that the operator allows explicitly (ALLOWED_NETWORKS), in which TLS
 * is not required.
 */
async function isNamedHost(host: string, networks: Networks): Promise<boolean> {
  if (networks.length === 0) return false;
  const literal = addressIn(host);
  const addresses =
    literal === null ? (await lookup(host, { all: true }).catch(() => [])).map(each => each.address) : [literal];
  return addresses.length > 0 && addresses.every(address => isNamedAddress(address, networks));
}

const isCalledInsecurely = async (url: URL, networks: Networks): Promise<boolean> =>
  !isSecure(url) && !(await isNamedHost(url.hostname, networks));

/**
 * Checks that a tenant's address may be called. A host name is not checked for where it leads: that is done for each
 * connection, since it may change.
 * @param address a valid URL.
 * @throws problem 400: `invalid_request` when it contains a user name or password, `forbidden_address` for a literal IP
 * address that is neither public nor in an allowed network, `insecure_address` when it is not https at port 443 and
 * leads anywhere but into an allowed network.
 */
export async function requireCallable(app: AppContext, address: string, field: string): Promise<void> {
  const url = new URL(address);
  const networks = parseNetworks(app.config.ai.allowedNetworks);
  const literal = addressIn(url.hostname);
  if (url.username !== '' || url.password !== '')
    throw problem(400, 'invalid_request', 'The address must not hold a password.', { field });
  if (literal !== null && !isAllowedAddress(literal, networks))
    throw problem(400, 'forbidden_address', 'The address is not one of the public Internet.', { field });
  if (await isCalledInsecurely(url, networks))
    throw problem(400, 'insecure_address', 'The address must begin with https:// and use port 443.', { field });
}

/**
 * What answers say of an address's security: `until`, when the address is not https at port 443 and is called only
 * until then; null when nothing is wrong with it, or there is none.
 */
export async function insecurity(app: AppContext, address: string | null, until: string): Promise<string | null> {
  if (address === null || !URL.canParse(address)) return null;
  return (await isCalledInsecurely(new URL(address), parseNetworks(app.config.ai.allowedNetworks))) ? until : null;
}
