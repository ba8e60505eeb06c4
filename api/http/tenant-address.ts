/**
 * Addresses that tenants name: looked at when they are named, and again where the connection is made (activities/net).
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

/** Whether all that a host leads to is in networks the operator allows by name: there TLS is not demanded. */
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
 * @throws problem 400 for an address that holds a password, is not https at port 443, or is written as one that is not
 * public.
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

/** Until when an address that is not https at port 443 is called all the same; null: nothing is wrong with it. */
export async function insecurity(app: AppContext, address: string | null, until: string): Promise<string | null> {
  if (address === null || !URL.canParse(address)) return null;
  return (await isCalledInsecurely(new URL(address), parseNetworks(app.config.ai.allowedNetworks))) ? until : null;
}
