import type { ReactNode } from 'react';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../lib/api/index.ts';
import { liveSince } from '../lib/live/socket.ts';
import { connection, useSignal } from '../lib/signals.ts';
import { Sentence, PLACE } from '../ui/sentence.tsx';
import { showToast } from '../ui/index.ts';
import { ProblemText } from '../ui/problem-text.tsx';
import classes from './connection-bar.module.css';

/** A connection that is back sooner is not worth a word. */
const PATIENCE_MS = 3_000;

/** Above everything: whether one is offline, and whether what is shown may be old; once, and without haste. */
export function ConnectionBar() {
  const { t } = useTranslation('app');
  const queries = useQueryClient();
  const told = useTold();
  return (
    // Always there, so that what appears in it is read.
    <div role="status">
      {told !== null && (
        <div className={classes['bar']} data-meaning={told.meaning}>
          <span>{told.text}</span>
          {told.canRetry && (
            <Button size="compact-sm" variant="default" onClick={() => void queries.refetchQueries({ type: 'active' })}>
              {t('tryAgain')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface Told {
  readonly text: ReactNode;
  readonly meaning: 'warn' | 'bad';
  readonly canRetry: boolean;
}

function useTold(): Told | null {
  const { t } = useTranslation('app');
  const state = useSignal(connection);
  const trouble = useTrouble();
  const isReconnecting = useIsReconnecting();
  useBackOnline(state !== 'fine' || isReconnecting);
  if (state !== 'fine') return { text: t(state), meaning: 'warn', canRetry: state === 'unreachable' };
  if (trouble !== null) {
    const text = (
      <Sentence text={t('incomplete', { why: PLACE })}>
        <ProblemText error={trouble} />
      </Sentence>
    );
    return { text, meaning: 'bad', canRetry: true };
  }
  return isReconnecting ? { text: t('reconnecting'), meaning: 'warn', canRetry: false } : null;
}

/** Says for a while that a connection is back whose loss was told. */
function useBackOnline(isDown: boolean): void {
  const { t } = useTranslation('app');
  const wasDown = useRef(false);
  const isLive = useSignal(liveSince) === null;
  const say = useEffectEvent(() => showToast(t('backOnline')));
  useEffect(() => {
    if (isDown) wasDown.current = true;
    if (isDown || !isLive || !wasDown.current) return;
    wasDown.current = false;
    say();
  }, [isDown, isLive]);
}

/** What of what is shown, or is to be, could not be read lately. */
function useTrouble(): Error | null {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    listener => cache.subscribe(listener),
    () => {
      const failing = cache
        .findAll({ type: 'active' })
        .find(
          ({ state: { error } }) =>
            error !== null && !(error instanceof ApiError && [401, 403, 404].includes(error.status)),
        );
      return failing?.state.error ?? null;
    },
  );
}

/** Whether changes have not been told for longer than a moment. */
function useIsReconnecting(): boolean {
  const since = useSignal(liveSince);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setLong(true), Math.max(0, since + PATIENCE_MS - Date.now()));
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [since]);
  return since !== null && isLong;
}
