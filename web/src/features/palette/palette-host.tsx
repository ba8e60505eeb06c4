import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { openKeySettings } from '../../lib/hotkeys/own-settings.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import type { PaletteEntry } from './entry.ts';

/** After what the page itself needs. */
const LATER_MS = 2_000;
const loadWindow = () => import('./palette-window.tsx');
const PaletteWindow = lazy(() => loadWindow().then(module => ({ default: module.PaletteWindow })));

/**
 * The command palette and the sheet of keys, each when its key is pressed: stands once in the shell, and lets keys be as
 * whoever sits here has set them. Their window is loaded as soon as the page has nothing else to do.
 */
export function PaletteHost({
  places,
  conversations,
}: {
  readonly places: readonly PaletteEntry[];
  /** The newest first, as they are known when the palette is opened. */
  readonly conversations: () => readonly PaletteEntry[];
}) {
  const me = useMe();
  const [shown, setShown] = useState<'palette' | 'sheet' | null>(null);
  const content = useRef<HTMLDivElement>(null);
  /** Where the keyboard was. */
  const before = useRef<Element | null>(null);
  const chosen = useRef<(() => void) | null>(null);
  const open = (what: 'palette' | 'sheet'): void => {
    before.current = document.activeElement;
    setShown(what);
  };
  const close = (run: (() => void) | null): void => {
    chosen.current = run;
    setShown(null);
  };
  useEffect(() => openKeySettings(me.id), [me.id]);
  useEffect(() => {
    const timer = setTimeout(() => void loadWindow().catch(() => undefined), LATER_MS);
    return () => clearTimeout(timer);
  }, []);
  useShortcut({ id: 'palette.open', run: () => open('palette') });
  useShortcut({ id: 'sheet.open', run: () => open('sheet') });
  // The same keys close it.
  useShortcut({ id: 'palette.open', run: () => close(null), enabled: shown === 'palette', within: content });
  useEscape(shown !== null, () => close(null));
  useEffect(() => {
    if (shown !== null) return;
    // First back to where one was, then what was chosen: that may want the keyboard somewhere else.
    if (before.current instanceof HTMLElement && before.current.isConnected)
      before.current.focus({ preventScroll: true });
    before.current = null;
    const run = chosen.current;
    chosen.current = null;
    run?.();
  }, [shown]);
  if (shown === null) return null;
  return (
    <Boundary asToast>
      <Suspense>
        <PaletteWindow ref={content} shown={shown} places={places} conversations={conversations} onClose={close} />
      </Suspense>
    </Boundary>
  );
}
