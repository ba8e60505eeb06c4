import type { Logger } from 'pino';
import type { Database } from '../store/db/database.ts';
import { takeTypingNotices, typingWasShown } from '../store/sending/typing-notices.ts';

interface TypingParts {
  readonly database: Database;
  /** Shows one at WhatsApp: `sendTyping` of `activities/sending/activities.ts`. */
  readonly send: (input: { readonly tenantId: string; readonly conversationId: string }) => Promise<void>;
  readonly clock: () => number | Promise<number>;
  readonly log: Pick<Logger, 'debug'>;
}

/**
 * Shows contacts that somebody writes, once however many workers are told. Each notice is tried once: one that comes late
 * is worth nothing.
 */
export class TypingNotices {
  readonly #parts: TypingParts;
  readonly #running = new Set<Promise<void>>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  /** Begins to show the notices that wait in these tenants. Called when `askForTyping` has notified. */
  show(tenants: readonly string[]): void {
    for (const tenantId of tenants) {
      const running = this.#showAll(tenantId)
        .catch((error: unknown) => this.#dropped(error))
        .finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  /** Resolves when what is under way has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #showAll(tenantId: string): Promise<void> {
    const { database, send, clock } = this.#parts;
    for (;;) {
      const at = await clock();
      const taken = await database.withTenant(tenantId, unit => takeTypingNotices(unit, at));
      if (taken.length === 0) return;
      await Promise.all(
        taken.map(conversationId => send({ tenantId, conversationId }).catch((error: unknown) => this.#dropped(error))),
      );
      await database.withTenant(tenantId, unit => typingWasShown(unit, taken));
    }
  }

  /** Nobody waits for a notice: a failure is a line for whoever looks for it. */
  #dropped(error: unknown): void {
    this.#parts.log.debug({ event: 'typing_indicator_dropped', err: error }, 'a typing indicator was left out');
  }
}
