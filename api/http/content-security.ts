import helmet from 'helmet';

/** For answers that are no pages: a browser that shows one all the same loads, runs and submits nothing. */
export const NOTHING_ALLOWED = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
} as const;

/**
 * Sets the content security policy of a page, instead of the one that allows nothing.
 * @param allowed what the page may load, by directive.
 */
export const pagePolicy = (allowed: Readonly<Record<string, readonly string[]>>) =>
  helmet.contentSecurityPolicy({ useDefaults: false, directives: { ...NOTHING_ALLOWED, ...allowed } });
