import { CollisionWarning, CompanyHere } from './company-here.tsx';
import { useCompany } from './use-company.ts';

/** Who else has the conversation open, as small pictures, and who of them writes. */
export function Company({ conversationId }: { readonly conversationId: string }) {
  const people = useCompany(conversationId);
  return people.length > 0 && <CompanyHere people={people} />;
}

/** A warning at the place where one writes, while somebody else does so, too. */
export function Collision({ conversationId }: { readonly conversationId: string }) {
  const names = useCompany(conversationId).flatMap(({ name, writes }) => (writes ? [name] : []));
  return <div role="status">{names.length > 0 && <CollisionWarning names={names} />}</div>;
}
