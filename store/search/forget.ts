import type { TenantUnit } from '../db/database.ts';
import { statement, uuids } from '../db/statement.ts';
import { holdPlace } from './place.ts';
import { keepContacts } from './keep-words.ts';

const FORGET = statement('search_messages_forget', {
  takes: { messages: uuids },
  gives: {},
  sql: `
    DELETE FROM message_term
    WHERE tenant_id = (SELECT current_tenant()) AND message_id = ANY($messages)`,
});

/** Removes messages from the search; from the commit on they are not found, nor come back. */
export async function forgetMessages(unit: TenantUnit, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await holdPlace(unit);
  await unit.write(FORGET, { messages: messageIds });
}

/** After the names or numbers of contacts were changed without an event: finds them by what they have now. */
export async function contactsChanged(unit: TenantUnit, contactIds: readonly string[]): Promise<void> {
  await holdPlace(unit);
  await keepContacts(unit, contactIds);
}
