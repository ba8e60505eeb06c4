import type { TFunction } from 'i18next';
import type { KindName } from '../../lib/kind-names.ts';
import type { Message } from '../../lib/api/index.ts';
import { laterOf } from './folded.ts';

/** A message in words, whatever its type. */
export function wordsOf(message: Message, t: TFunction<'thread'>, kindName: KindName): string {
  const { edited, isRevoked } = laterOf(message);
  if (isRevoked) return t('revoked');
  if (message.type === 'reaction' && message.words !== null) return t('reaction', { emoji: message.words });
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
