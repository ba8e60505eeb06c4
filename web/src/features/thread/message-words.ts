import type { TFunction } from 'i18next';
import type { KindName } from '../../lib/kind-names.ts';
import type { Message } from '../../lib/api/index.ts';

type Happening = Message['happenings'][number];

/** What became of a message later, as far as it is shown: the newest of each kind counts. */
export interface Later {
  readonly edited: Happening | undefined;
  readonly isRevoked: boolean;
  /** The emoji that stands; null: none, or taken back. */
  readonly reaction: string | null;
}

export function laterOf({ happenings }: Message): Later {
  return {
    edited: happenings.findLast(({ kind }) => kind === 'edit'),
    isRevoked: happenings.some(({ kind }) => kind === 'revoke'),
    reaction: happenings.findLast(({ kind }) => kind === 'reaction')?.words ?? null,
  };
}

/** A message in words, whatever its type. */
export function wordsOf(message: Message, t: TFunction<'thread'>, kindName: KindName): string {
  const { edited } = laterOf(message);
  const words = edited === undefined ? message.words : edited.words;
  return words ?? (message.content === null ? t('contentDeleted') : kindName(message.type));
}

/** Text of a part of a message, which is a string or has one. */
export function textIn(part: unknown): string | null {
  if (typeof part === 'string') return part;
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
    ? part.text
    : null;
}

/** Where a place is; null where that is not told, or the words say it already. */
export function coordinatesOf({ type, content, words }: Message): string | null {
  if (type !== 'location') return null;
  const { latitude, longitude } = content ?? {};
  const at = typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : null;
  return at === words ? null : at;
}
