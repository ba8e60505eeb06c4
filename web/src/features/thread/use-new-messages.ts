import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../lib/api/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { inList } from '../../lib/time.ts';
import { wordsOf } from './message-words.ts';

/** More than this at once is told as a number. */
const READ_OUT = 3;

/** What a screen reader says. The number is another each time: the same text twice is said twice. */
interface Announcement {
  readonly number: number;
  readonly text: string;
}

/**
 * What has come while one looks on.
 * @param messages the oldest first.
 * @param ids of those that are shown by themselves: a reaction stands at another message, and is read out only.
 * @returns how many messages came below what is looked at, and what a screen reader is to say of the newest ones.
 */
export function useNewMessages(
  messages: readonly Message[],
  ids: ReadonlySet<string>,
  isAtEnd: boolean,
): { readonly unseen: number; readonly announcement: Announcement } {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const newest = messages.at(-1)?.id ?? null;
  const before = useRef<string | null>(null);
  const [unseen, setUnseen] = useState(0);
  const [announcement, setAnnouncement] = useState<Announcement>({ number: 0, text: '' });
  useEffect(() => {
    const known = before.current;
    before.current = newest;
    // The first ones were there, and older ones that are loaded are not new.
    if (known === null || known === newest) return;
    const came = messages.slice(messages.findIndex(({ id }) => id === known) + 1);
    const inbound = came.filter(({ direction }) => direction === 'inbound');
    if (!isAtEnd) setUnseen(count => count + came.filter(({ id }) => ids.has(id)).length);
    if (inbound.length === 0) return;
    const text =
      inbound.length > READ_OUT
        ? t('newMessages', { count: inbound.length })
        : inList(inbound.map(message => wordsOf(message, t, kindName)));
    setAnnouncement(({ number }) => ({ number: number + 1, text }));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is new is told once, when the newest changes
  }, [newest]);
  if (isAtEnd && unseen > 0) setUnseen(0);
  return { unseen, announcement };
}
