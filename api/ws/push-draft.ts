import { writtenSoFar } from '../../store/ai/suggestions.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import { findConversations } from '../../store/views/conversations.ts';
import { scopeOf } from '../http/access.ts';
import type { AppContext } from '../http/context.ts';
import type { Client } from './client.ts';

/**
 * Pushes what the AI has written so far of a suggestion to those who see its conversation. A lost push does no harm: the
 * next one holds more.
 * @param readers the open connections of the tenant.
 */
export async function pushDraft(
  { database, clock }: Pick<AppContext, 'database' | 'clock'>,
  readers: readonly Client[],
  [tenantId, conversationId, suggestionId]: readonly [string, string, string],
): Promise<void> {
  const clients = readers.filter(client => !client.isBehind);
  if (clients.length === 0) return;
  const found = await database.withTenant(tenantId, async unit => ({
    draft: await writtenSoFar(unit, suggestionId),
    conversation: (await findConversations(unit, [conversationId], clock()))[0],
  }));
  const { draft, conversation } = found;
  if (draft === null || conversation === undefined) return;
  for (const client of clients) {
    const scope = await database.withTenant(tenantId, unit => scopeOf(unit, client.principal));
    if (isInScope(scope, conversation)) client.tell({ type: 'draft', conversationId, suggestionId, ...draft });
  }
}
