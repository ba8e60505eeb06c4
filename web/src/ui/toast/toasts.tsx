import type { Icon } from '@tabler/icons-react';
import { IconAlertTriangle, IconCheck, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { Button, CloseButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { focusNewest, leaveToasts, TOAST_REGION } from './focus.ts';
import type { Toast } from './store.ts';
import { dismissToast, useToasts } from './store.ts';
import { useTimeout } from './use-timeout.ts';
import classes from './toasts.module.css';

const SIGNS: Readonly<Record<Toast['meaning'], Icon>> = {
  ok: IconCheck,
  warn: IconClock,
  bad: IconAlertTriangle,
  quiet: IconInfoCircle,
};

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/**
 * The place of all toasts, once in the shell. It takes no focus by itself (`focusToasts` goes there); while the pointer
 * or the keyboard is in it, or nobody sees the page, no toast goes away.
 */
export function Toasts() {
  const { t } = useTranslation('ui');
  const toasts = useToasts();
  const [isOver, setOver] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isHidden = useSyncExternalStore(subscribeToVisibility, () => document.hidden);
  const region = useRef<HTMLElement>(null);
  const dismiss = ({ id, onDismiss }: Toast): void => {
    onDismiss?.();
    const hadFocus = region.current?.contains(document.activeElement) === true;
    // The pointer leaves what goes away below it without a word; if it is over another one, it says so when it moves.
    setOver(false);
    if (!hadFocus) return dismissToast(id);
    flushSync(() => dismissToast(id));
    if (!focusNewest()) leaveToasts();
  };
  return (
    <section
      ref={region}
      id={TOAST_REGION}
      className={classes['region']}
      aria-label={t('toast.region')}
      tabIndex={-1}
      onPointerEnter={() => setOver(true)}
      onPointerMove={() => setOver(true)}
      onPointerLeave={() => setOver(false)}
      onFocus={() => setFocused(true)}
      onBlur={event => setFocused(event.currentTarget.contains(event.relatedTarget))}
    >
      {/* Always there, so that what is added is read, in words alone: the list itself would be read with its buttons. */}
      <VisuallyHidden aria-live="polite" aria-relevant="additions">
        {toasts.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </VisuallyHidden>
      <ol className={classes['list']}>
        {toasts.map(toast => (
          <Shown
            key={toast.id}
            toast={toast}
            isStopped={isOver || isFocused || isHidden}
            onDismiss={() => dismiss(toast)}
          />
        ))}
      </ol>
    </section>
  );
}

function Shown({
  toast,
  isStopped,
  onDismiss,
}: {
  readonly toast: Toast;
  readonly isStopped: boolean;
  readonly onDismiss: () => void;
}) {
  const { t } = useTranslation('ui');
  const { meaning, text, onUndo, onOpen, action, shownMs } = toast;
  const Sign = SIGNS[meaning];
  useTimeout(shownMs, isStopped, onDismiss);
  const button = (label: string, run: (() => void) | null) =>
    run !== null && (
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          run();
          dismissToast(toast.id);
        }}
      >
        {label}
      </Button>
    );
  return (
    <li className={classes['toast']} data-meaning={meaning}>
      <Sign size={18} stroke={2} aria-hidden className={classes['sign']} />
      <span className={classes['text']}>{text}</span>
      {button(t('toast.undo'), onUndo)}
      {button(t('toast.open'), onOpen)}
      {action !== null && button(action.label, action.run)}
      <CloseButton size="sm" aria-label={t('dismiss')} onClick={onDismiss} />
    </li>
  );
}
