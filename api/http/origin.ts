import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request's Origin names another host than it is sent to. Only browsers send Origin; without it: false. */
export function hasForeignOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/** Whether a page of another origin sent the request: by `Sec-Fetch-Site`, or by `Origin` from browsers without it. */
export function isFromForeignPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? hasForeignOrigin(headers) : site !== 'same-origin' && site !== 'none';
}
