const siteOf = (url: URL): string => url.host.replace(/^www\./, '');

/** Whether two URLs belong to the same site: the same host and port, with or without `www.`; the scheme may differ. */
export const isSameSite = (one: URL, other: URL): boolean => siteOf(one) === siteOf(other);
