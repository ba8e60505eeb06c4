import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';

/**
 * Asks once, before a reply goes out, whether it still answers when a colleague has replied since it was begun.
 * @param messages newest first; undefined: they are not shown yet.
 * @param isEmpty nothing is being written: whoever begins has read what stands there.
 */
export function useOvertaken(
  messages: readonly Message[] | undefined,
  isEmpty: boolean,
): {
  /** The colleague's reply that was asked about; null: none. */
  readonly by: Message | null;
  /** Whether it may go out now; false: the question is shown, and the next time it may. */
  readonly maySend: () => boolean;
} {
  const me = useMe();
  const isShown = messages !== undefined;
  const newest =
    messages?.find(({ direction, authorId }) => direction === 'outbound' && authorId !== null && authorId !== me.id) ??
    null;
  /** What was there when the reply was begun; undefined: nobody has looked yet. */
  const read = useRef<string | null | undefined>(undefined);
  const [by, setBy] = useState<Message | null>(null);
  const id = newest?.id ?? null;
  useEffect(() => {
    if (isShown && (isEmpty || read.current === undefined)) read.current = id;
  }, [isShown, isEmpty, id]);
  const maySend = (): boolean => {
    const isNew = newest !== null && read.current !== undefined && read.current !== newest.id;
    setBy(isNew ? newest : null);
    if (isNew) read.current = newest.id;
    return !isNew;
  };
  return { by: isEmpty ? null : by, maySend };
}
