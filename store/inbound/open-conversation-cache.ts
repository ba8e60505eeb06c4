import type { ConversationState } from '../../domain/conversation/state.ts';
import type { Sender } from '../../domain/whatsapp/inbound.ts';
import type { identitiesOf } from './contacts.ts';

/** An open conversation that is not in wrap-up, as it was when a message was last stored. */
export interface OpenConversation {
  readonly conversationId: string;
  readonly profileName: string | null;
  readonly username: string | null;
  readonly state: ConversationState;
}

const SIZE = 10_000;
const FRESH_MS = 10 * 60 * 1000;

/**
 * Where the last message of a sender went, so that the next one needs no look-up. Nobody has to keep this true: a
 * message is written only if the conversation's `last_seq` is still the remembered one, and everything that happens to
 * a conversation moves that. Whoever gives a name to another contact must therefore let the open conversation know.
 */
export class OpenConversationCache {
  readonly #threads = new Map<string, { readonly thread: OpenConversation; readonly until: number }>();
  /** Under which keys a conversation is remembered. */
  readonly #keys = new Map<string, Set<string>>();

  /** @returns null where nothing is remembered, or the sender brings news of itself. */
  get(key: string, sender: Sender, at: number): OpenConversation | null {
    const found = this.#threads.get(key);
    return found !== undefined && at < found.until && !bringsNews(sender, found.thread) ? found.thread : null;
  }

  set(key: string, thread: OpenConversation, at: number): void {
    const before = this.#threads.get(key);
    // Deleted also where it is the same: what was set last stands last.
    if (before?.thread.conversationId === thread.conversationId) this.#threads.delete(key);
    else {
      this.delete(key);
      const keys = this.#keys.get(thread.conversationId);
      if (keys === undefined) this.#keys.set(thread.conversationId, new Set([key]));
      else keys.add(key);
    }
    this.#threads.set(key, { thread, until: at + FRESH_MS });
    // The one set longest ago goes.
    if (this.#threads.size > SIZE) for (const oldest of this.#threads.keys()) return this.delete(oldest);
  }

  delete(key: string): void {
    const conversationId = this.#threads.get(key)?.thread.conversationId;
    this.#threads.delete(key);
    if (conversationId === undefined) return;
    const keys = this.#keys.get(conversationId);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(conversationId);
  }

  /** The conversation has changed in this process: to try what is remembered would be in vain. */
  forget(conversationId: string): void {
    for (const key of this.#keys.get(conversationId) ?? []) this.delete(key);
  }
}

/** Under which a sender's thread on a number is remembered; every name counts. */
export function threadKey(numberId: string, names: ReturnType<typeof identitiesOf>): string {
  return names.reduce((key, name) => `${key}:${name.kind}:${name.value}`, numberId);
}

/** Whether the sender calls itself differently now. */
export function bringsNews(
  sender: Sender,
  known: { readonly profileName: string | null; readonly username: string | null },
): boolean {
  return (
    (sender.profileName !== null && sender.profileName !== known.profileName) ||
    (sender.username !== null && sender.username !== known.username)
  );
}
