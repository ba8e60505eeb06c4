import type { Conversation, Message } from '../api/types.ts';

/** An event of a conversation, as its timeline has it (docs/architecture.md). */
export interface FeedEvent {
  readonly conversationId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly data: Readonly<Record<string, unknown>>;
}

/** What changed: conversations as they are now, each with its newest messages (the newest first). */
export interface Changed {
  readonly type: 'changed';
  readonly cursor: string;
  readonly conversations: readonly {
    readonly conversation: Conversation;
    readonly messages: readonly Message[];
    /** Nothing is missing between these messages and what this connection told before. */
    readonly follows?: boolean;
  }[];
  readonly events: readonly FeedEvent[];
  /** Ids of conversations that may not be seen any more. */
  readonly gone: readonly string[];
}

/** What the AI has written so far of a suggestion. */
export interface DraftWritten {
  readonly type: 'draft';
  readonly conversationId: string;
  readonly suggestionId: string;
  readonly kind: 'reply' | 'rewrite' | 'summary' | 'tags' | 'disposition' | 'article';
  readonly text: string;
}

/**
 * That something changed which has no events: of a conversation by its id; facts of a contact by the contact's, mentions
 * and missed offers by the person's, settings by the tenant's.
 */
export interface Beside {
  readonly type: 'beside';
  readonly what: 'contact' | 'suggestions' | 'consults' | 'mentions' | 'missed' | 'settings';
  readonly id: string;
}

/** Who else has the conversation open that is open here, by name; told whenever that changes. */
export interface Company {
  readonly type: 'company';
  readonly conversationId: string;
  readonly people: readonly { readonly id: string; readonly name: string; readonly writes: boolean }[];
}

/** What the server says over `/ws`. */
export type FromServer =
  | Changed
  | DraftWritten
  | Beside
  | Company
  | { readonly type: 'ready' | 'resumed' | 'overflow'; readonly cursor: string }
  | { readonly type: 'pong' }
  | { readonly type: 'error'; readonly code: string };
