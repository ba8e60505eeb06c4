import type { Conversation } from '../../lib/api/types.ts';
import type { components } from '../../lib/api/types.ts';

/** What a view is narrowed to, as the API takes it. A text is about somebody, and so in no saved view. */
export type Narrowed = components['schemas']['ConversationFilter'] & { readonly text?: string };

/**
 * In the `meta` of a narrowed list's query: whether a conversation fits, as far as it tells.
 * @param isListed whether it is in the list so far: the server may have found it by what a conversation does not tell.
 */
export type Belongs = (conversation: Conversation, isListed: boolean) => boolean;
