/** Which of the AI's suggestions is shown, and whether the customer has written since. */
import type { Message, Suggestion } from '../../lib/api/types.ts';

/** What is shown until somebody decides, or the next one comes. */
const SHOWN: readonly Suggestion['state'][] = ['open', 'working', 'failed'];

/**
 * Whether a draft of a reply is from before the customer's newest message. The API says so of what it drafted by itself;
 * what somebody asked for stays open there.
 * @param messages newest first.
 */
export function isOutdated({ kind, state, createdAt }: Suggestion, messages: readonly Message[] | undefined): boolean {
  if (state === 'stale') return true;
  const newest = messages?.find(({ direction }) => direction === 'inbound');
  return (
    state === 'open' &&
    kind === 'reply' &&
    newest !== undefined &&
    Date.parse(createdAt) < Date.parse(newest.receivedAt)
  );
}

/** Whether one of us has answered what the customer wrote last. */
function isAnswered(messages: readonly Message[] = []): boolean {
  const since = messages.slice(
    0,
    messages.findIndex(({ direction }) => direction === 'inbound'),
  );
  return since.some(({ direction, authorId }) => direction === 'outbound' && authorId !== null);
}

/**
 * The newest that somebody has still to see: a failure only while nothing came after it, and an outdated draft until
 * there is another or the customer was answered.
 * @param items newest first.
 * @param messages newest first.
 * @param isUsed whether its words are in the reply, or were sent.
 */
export function shownOf(
  items: readonly Suggestion[],
  messages: readonly Message[] | undefined,
  isUsed: (id: string) => boolean,
): Suggestion | null {
  // What the close menu asks for is shown there.
  const own = items.filter(({ kind }) => kind !== 'disposition');
  const newestDraft = own.find(({ kind, state }) => kind === 'reply' && state !== 'working' && state !== 'failed');
  const mayBeShown = (each: Suggestion): boolean =>
    !isUsed(each.id) &&
    (isOutdated(each, messages) ? each === newestDraft && !isAnswered(messages) : SHOWN.includes(each.state));
  const shown = own.find(mayBeShown) ?? null;
  return shown?.state === 'failed' && shown !== own[0] ? null : shown;
}
