export { OfferToasts } from './offer-toasts.tsx';
export { patchOffers } from './patch.ts';
export { offerQueries } from './queries.ts';
