import type { ComponentType } from 'react';
import { Suspense, lazy } from 'react';
import type { Company as Told } from '../../lib/live/messages.ts';
import { useCompany } from './use-company.ts';

interface Parts {
  readonly CompanyHere: ComponentType<{ readonly people: Told['people'] }>;
  readonly CollisionWarning: ComponentType<{ readonly names: readonly string[] }>;
}

/** The thread stands without it. */
const NOTHING: Parts = { CompanyHere: () => null, CollisionWarning: () => null };
/** Most of the time one is alone: what shows others is loaded when there are some. */
const load = (): Promise<Parts> => import('./company-here.tsx').catch(() => NOTHING);
const CompanyHere = lazy(() => load().then(parts => ({ default: parts.CompanyHere })));
const CollisionWarning = lazy(() => load().then(parts => ({ default: parts.CollisionWarning })));

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
