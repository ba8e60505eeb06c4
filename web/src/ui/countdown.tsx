import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../lib/i18n-language.ts';
import { serverNow } from '../lib/server-clock.ts';
import { inNumber } from '../lib/time.ts';
import classes from './countdown.module.css';

const SECOND = 1_000;
const MINUTE = 60;
/** From here on it is said that there is little time left. */
const SOON = 10;
/** A screen reader has to know of the place before there is something to be read in it. */
const SAY_AFTER_MS = 150;

const millisLeft = (until: number): number => until - serverNow();
const secondsLeft = (until: number): number => Math.max(0, Math.ceil(millisLeft(until) / SECOND));

/** Whole seconds until an instant, 0 from then on. A page that was asleep is right as soon as it wakes. */
function useSecondsLeft(until: number): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = (): void => {
        clearTimeout(timer);
        const left = millisLeft(until);
        if (left > 0) timer = setTimeout(tick, left % SECOND || SECOND);
      };
      const tick = (): void => {
        changed();
        wait();
      };
      wait();
      document.addEventListener('visibilitychange', tick);
      return () => {
        clearTimeout(timer);
        document.removeEventListener('visibilitychange', tick);
      };
    },
    [until],
  );
  return useSyncExternalStore(subscribe, () => secondsLeft(until));
}

/** What is said of it: once when it begins, once when there are 10 seconds left, and never in between. */
function useSaid(seconds: number, what: string): string {
  const { t } = useTranslation('ui');
  const [begun] = useState(seconds);
  const [said, setSaid] = useState('');
  const isSoon = seconds <= SOON;
  const text = t('countdown.left', { what, count: isSoon ? Math.min(begun, SOON) : begun });
  useEffect(() => {
    const timer = setTimeout(setSaid, SAY_AFTER_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  return said;
}

/**
 * Time that runs out, as digits in a ring. It counts from an instant of the server's clock, so that a page that slept
 * or a computer whose clock is wrong shows the truth. Give it the offer's id as `key`: another instant is another
 * countdown.
 */
export function Countdown({
  until,
  total,
  what,
  onOver,
}: {
  /** Epoch milliseconds by the server's clock. */
  readonly until: number;
  /** Milliseconds of the whole ring. */
  readonly total: number;
  /** What the time is for, as it is said: “Offer: Ana, Billing”. */
  readonly what: string;
  /** Called once, when the time is over. */
  readonly onOver?: () => void;
}) {
  // Its digits change with it.
  useLanguage();
  const seconds = useSecondsLeft(until);
  const said = useSaid(seconds, what);
  const over = useEffectEvent(() => onOver?.());
  const isOver = seconds === 0;
  useEffect(() => {
    if (isOver) over();
  }, [isOver]);
  const left = Math.min(1, (seconds * SECOND) / total);
  return (
    <span className={classes['countdown']} data-soon={seconds <= SOON || undefined}>
      <svg viewBox="0 0 40 40" aria-hidden className={classes['ring']}>
        <circle cx="20" cy="20" r="18" className={classes['whole']} />
        <circle
          cx="20"
          cy="20"
          r="18"
          pathLength={1}
          strokeDasharray={1}
          strokeDashoffset={1 - left}
          className={classes['left']}
        />
      </svg>
      {/* Read when one goes there; it says nothing by itself. */}
      <bdi role="timer" aria-live="off" aria-label={what} className={classes['digits']}>
        {digits(seconds)}
      </bdi>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </span>
  );
}

/** `14`, and from a minute on `1:05`, in the digits of the language. */
function digits(seconds: number): string {
  if (seconds < MINUTE) return inNumber(seconds);
  return `${inNumber(Math.floor(seconds / MINUTE))}:${inNumber(seconds % MINUTE, { minimumIntegerDigits: 2 })}`;
}
