import type { ReactNode } from 'react';
import { Suspense, createContext, lazy, useCallback, useMemo, useRef, useState } from 'react';
import type { Media, Message } from '../../../lib/api/index.ts';
import { laterOf } from '../folded.ts';
import type { Exhibit } from './exhibit.ts';

/** Loaded when something is looked at. */
const Lightbox = lazy(() => import('../when-needed.ts').then(module => ({ default: module.Lightbox })));

/** Opens what is looked at in large. @param opener gets the keyboard back. */
type Open = (mediaId: string, opener: HTMLElement) => void;

/** What opens a picture or a video of the thread around. */
export const OpenExhibit = createContext<Open>(() => undefined);

const isShown = ({ state, kind, preview, hasThumbnail }: Media): boolean =>
  state === 'stored' && kind !== 'sticker' && (preview === 'video' || hasThumbnail);

const exhibitsOf = (messages: readonly Message[]): readonly Exhibit[] =>
  messages
    .filter(message => !laterOf(message).isRevoked)
    .flatMap(message => message.files.filter(isShown).map(media => ({ media, message })));

/** Pictures and videos of these messages are looked at one after another. @param messages the oldest first. */
export function Gallery({
  messages,
  children,
}: {
  readonly messages: readonly Message[];
  readonly children: ReactNode;
}) {
  const exhibits = useMemo(() => exhibitsOf(messages), [messages]);
  const [shown, setShown] = useState<string | null>(null);
  const opener = useRef<HTMLElement>(null);
  const open = useCallback<Open>((mediaId, from) => {
    opener.current = from;
    setShown(mediaId);
  }, []);
  const close = (): void => {
    setShown(null);
    opener.current?.focus();
  };
  return (
    <OpenExhibit value={open}>
      {children}
      {shown !== null && (
        <Suspense>
          <Lightbox exhibits={exhibits} shown={shown} onShow={setShown} onClose={close} />
        </Suspense>
      )}
    </OpenExhibit>
  );
}
