import { Suspense, lazy } from 'react';
import { untilLoaded } from '../../lib/until-loaded.ts';

const OfferToasts = lazy(() =>
  untilLoaded(() => import('./offer-toasts.tsx')).then(module => ({ default: module.OfferToasts })),
);

/** The live offers of whoever sits here. They are loaded beside the page, which stands without them. */
export function Offers() {
  return (
    <Suspense>
      <OfferToasts />
    </Suspense>
  );
}
