import type { Logger } from 'pino';
import type { Database } from '../store/db/database.ts';
import { takeTypingNotices, typingWasShown } from '../store/sending/typing-notices.ts';

export interface TypingParts {
  readonly database: Database;
  /** Shows one at WhatsApp: `sendTyping` of `activities/sending/activities.ts`. */
  readonly send: (input: { readonly tenantId: string; readonly conversationId: string }) => Promise<void>;
  readonly clock: () => number | Promise<number>;
  readonly log: Pick<Logger, 'debug'>;
}

/**
 * Shows the contacts of these tenants' conversations that somebody writes, once however many workers are told. Each is
 * tried once: a notice that comes late is worth nothing. Called by `workers/main.ts` when `askForTyping` has notified.
 */
export async function showTyping(parts: TypingParts, tenants: readonly string[]): Promise<void> {
  await Promise.all(tenants.map(tenantId => showTypingOf(parts, tenantId)));
}

async function showTypingOf({ database, send, clock, log }: TypingParts, tenantId: string): Promise<void> {
  for (;;) {
    const at = await clock();
    const taken = await database.withTenant(tenantId, unit => takeTypingNotices(unit, at));
    if (taken.length === 0) return;
    await Promise.all(
      taken.map(conversationId =>
        send({ tenantId, conversationId }).catch((error: unknown) =>
          log.debug(
            { event: 'typing_indicator_dropped', err: error, conversationId },
            'a typing indicator was left out',
          ),
        ),
      ),
    );
    await database.withTenant(tenantId, unit => typingWasShown(unit, taken));
  }
}
