import type { Message } from '../../lib/api/types.ts';

type Happening = Message['happenings'][number];

/** Types of messages that say what became of an earlier one. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(['reaction', 'edit', 'revoke']);

/** What became of a message later, as far as it is shown: the newest of each kind counts. */
export interface Later {
  readonly edited: Happening | undefined;
  readonly isRevoked: boolean;
  /** Emojis that stand, the contact's and ours; one that was taken back stands no more. */
  readonly reactions: readonly string[];
}

export function laterOf({ happenings }: Pick<Message, 'happenings'>): Later {
  const reactionOf = (isOurs: boolean): string | null =>
    happenings.findLast(({ kind, direction }) => kind === 'reaction' && (direction === 'outbound') === isOurs)?.words ??
    null;
  return {
    edited: happenings.findLast(({ kind }) => kind === 'edit'),
    isRevoked: happenings.some(({ kind }) => kind === 'revoke'),
    reactions: [reactionOf(false), reactionOf(true)].filter(emoji => emoji !== null),
  };
}

/** The wamid of the message that another one is about; null: it is about none, or its content is deleted. */
function aboutOf({ type, content }: Pick<Message, 'type' | 'content'>): string | null {
  if (!ABOUT_OTHERS.has(type)) return null;
  const about = content?.[type === 'reaction' ? 'message_id' : 'original_message_id'];
  return typeof about === 'string' ? about : null;
}

/** What did not get there is shown by itself, with why and the way to send it again. */
const hasFailed = ({ status }: Message): boolean => status === 'failed' || status === 'unknown';

/**
 * A thread as people see it: what says that an earlier message was reacted to, edited or deleted stands at that message.
 * It stands by itself where that message is not among these. What is told of old messages by the reaction alone, is taken from it.
 * @param messages the oldest first.
 */
export function folded(messages: readonly Message[]): readonly Message[] {
  if (!messages.some(({ type }) => ABOUT_OTHERS.has(type))) return messages;
  const targets = new Set(messages.flatMap(({ type, wamid }) => (ABOUT_OTHERS.has(type) ? [] : (wamid ?? []))));
  const known = new Set(messages.flatMap(({ happenings }) => happenings.map(({ messageId }) => messageId)));
  const more = new Map<string, Happening[]>();
  for (const message of messages) {
    const about = aboutOf(message);
    if (about === null || known.has(message.id) || hasFailed(message) || !targets.has(about)) continue;
    const { id: messageId, at, direction, words, type: kind } = message;
    if (direction === 'internal') continue;
    more.set(about, [...(more.get(about) ?? []), { kind, messageId, at, direction, words }]);
  }
  return messages.flatMap(message => {
    if (ABOUT_OTHERS.has(message.type)) {
      const about = aboutOf(message);
      const stands = known.has(message.id) || (about !== null && targets.has(about));
      return stands && !hasFailed(message) ? [] : [message];
    }
    const added = message.wamid === null ? undefined : more.get(message.wamid);
    if (added === undefined) return [message];
    // Of one moment the one that is told later is the later one.
    const happenings = [...message.happenings, ...added].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
    return [{ ...message, happenings }];
  });
}

/** The message at which another one stands that is not shown by itself; that one where it is. @param id null: none. */
export function standsAt(shown: readonly Message[], id: string | null): string | null {
  if (id === null || shown.some(message => message.id === id)) return id;
  return shown.find(({ happenings }) => happenings.some(({ messageId }) => messageId === id))?.id ?? null;
}
