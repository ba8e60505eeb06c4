/** What an article may have, whoever wrote it: it is looked at whole when it is published. */

/** Letters of a title. */
export const TITLE_LETTERS = 200;
/**
 * Letters of a body, as they are written and once each stands in its plain form (NFKC), which may be 18 times as many.
 */
export const BODY_LETTERS = 200_000;
