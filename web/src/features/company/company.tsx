import { Suspense, lazy } from 'react';
import { useCompany } from './use-company.ts';

const nothing = { default: () => null };
/** Most of the time one is alone: what shows others is loaded when there are some. The thread stands without it. */
const load = () => import('./company-here.tsx');
const CompanyHere = lazy(() =>
  load()
    .then(module => ({ default: module.CompanyHere }))
    .catch(() => nothing),
);
const CollisionWarning = lazy(() =>
  load()
    .then(module => ({ default: module.CollisionWarning }))
    .catch(() => nothing),
);

/** Who else has the conversation open, as small pictures, and who of them writes. */
export function Company({ conversationId }: { readonly conversationId: string }) {
  const people = useCompany(conversationId);
  return <Suspense>{people.length > 0 && <CompanyHere people={people} />}</Suspense>;
}

/** A warning at the place where one writes, while somebody else does so, too. */
export function Collision({ conversationId }: { readonly conversationId: string }) {
  const names = useCompany(conversationId).flatMap(({ name, writes }) => (writes ? [name] : []));
  return (
    <div role="status">
      <Suspense>{names.length > 0 && <CollisionWarning names={names} />}</Suspense>
    </div>
  );
}
