export { patchMessage, patchThread } from './patch.ts';
export { OfferHistory } from './offer-history.tsx';
export { Thread } from './thread.tsx';
export { threadQueries } from './queries.ts';
