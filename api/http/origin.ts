import type { IncomingHttpHeaders } from 'node:http';

/** Whether a browser names another origin than ours as the one of the page that asks. Programs name none. */
export function hasForeignOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/**
 * Whether a browser says that the page which asks is not ours: by `Sec-Fetch-Site`, or by `Origin` where it does not
 * send that.
 */
export function isFromForeignPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? hasForeignOrigin(headers) : site !== 'same-origin' && site !== 'none';
}
