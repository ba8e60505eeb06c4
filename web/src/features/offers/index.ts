export { Offers } from './offers.tsx';
export { patchOffers } from './patch.ts';
export { offerQueries } from './queries.ts';
