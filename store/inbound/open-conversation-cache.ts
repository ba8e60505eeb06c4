import type { ConversationState } from '../../domain/conversation/state.ts';
import type { Sender } from '../../domain/whatsapp/inbound.ts';
import type { identitiesOf } from './contacts.ts';

/** A conversation that is queued, offered or active, in the state in which its last message was stored. */
export interface OpenConversation {
  readonly conversationId: string;
  readonly profileName: string | null;
  readonly username: string | null;
  readonly state: ConversationState;
}

const SIZE = 10_000;
const FRESH_MS = 10 * 60 * 1000;

/**
 * A process's cache of the conversation that each sender's last message went to, so that the next one needs no look-up.
 * Nobody has to invalidate it: a message is written only if the conversation's `last_seq` is still the cached one, and
 * every change of a conversation increases that. Therefore, whoever moves an identity to another contact must also
 * write an event to the open conversation.
 */
export class OpenConversationCache {
  readonly #threads = new Map<string, { readonly thread: OpenConversation; readonly until: number }>();
  /** The keys under which each conversation is cached. */
  readonly #keys = new Map<string, Set<string>>();

  /** @returns null when nothing is cached, or when the sender has a new name. */
  get(key: string, sender: Sender, at: number): OpenConversation | null {
    const found = this.#threads.get(key);
    return found !== undefined && at < found.until && !bringsNews(sender, found.thread) ? found.thread : null;
  }

  set(key: string, thread: OpenConversation, at: number): void {
    const before = this.#threads.get(key);
    // Deleted even when it is the same conversation, so that the entry set last comes last in the map.
    if (before?.thread.conversationId === thread.conversationId) this.#threads.delete(key);
    else {
      this.delete(key);
      const keys = this.#keys.get(thread.conversationId);
      if (keys === undefined) this.#keys.set(thread.conversationId, new Set([key]));
      else keys.add(key);
    }
    this.#threads.set(key, { thread, until: at + FRESH_MS });
    // Evicts the entry that was set longest ago.
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

  /** To be called when this process has changed the conversation: writing with the cached state would fail. */
  forget(conversationId: string): void {
    for (const key of this.#keys.get(conversationId) ?? []) this.delete(key);
  }
}

/** The cache key of a sender on a number; it includes all of the sender's identities. */
export function threadKey(numberId: string, names: ReturnType<typeof identitiesOf>): string {
  return names.reduce((key, name) => `${key}:${name.kind}:${name.value}`, numberId);
}

/** Whether the sender's profile name or username differs from the known one. */
export function bringsNews(
  sender: Sender,
  known: { readonly profileName: string | null; readonly username: string | null },
): boolean {
  return (
    (sender.profileName !== null && sender.profileName !== known.profileName) ||
    (sender.username !== null && sender.username !== known.username)
  );
}
