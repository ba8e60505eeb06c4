import type { TenantUnit } from '../db/database.ts';
import type { Scope } from '../conversation/scope.ts';
import { noteFilter } from '../conversation/scope.ts';

interface LoggedEvent {
  readonly type: string;
  readonly data: unknown;
}

/** The events without those of whispers that the reader may not read: that somebody whispered is not shown either. */
export async function withoutWhispers<T extends LoggedEvent>(
  unit: TenantUnit,
  scope: Scope,
  events: readonly T[],
): Promise<T[]> {
  const noted = events.filter(event => event.type === 'note_added').map(messageIdOf);
  if (scope.whispersOf === null || noted.length === 0) return [...events];
  const hidden = await unit.tx.message.findMany({
    where: { tenantId: unit.tenantId, id: { in: noted }, NOT: noteFilter(scope) },
    select: { id: true },
  });
  const ids = new Set(hidden.map(message => message.id));
  return events.filter(event => event.type !== 'note_added' || !ids.has(messageIdOf(event)));
}

const messageIdOf = ({ data }: LoggedEvent): string => (data as { readonly messageId: string }).messageId;
