/** With and without `www.` it is one site. */
const siteOf = (url: URL): string => url.host.replace(/^www\./, '');

/** Whether two addresses are of one site: the same host and port, `www.` or not. */
export const isSameSite = (one: URL, other: URL): boolean => siteOf(one) === siteOf(other);
