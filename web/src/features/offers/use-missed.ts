import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MissedOffers, Offer } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useOwnPresence, wasSetAway } from '../../lib/own-presence.ts';
import { inList } from '../../lib/time.ts';
import { dismissToast, showToast } from '../../ui/index.ts';
import { offerQueries } from './queries.ts';

/** More names nobody reads in passing. */
const NAMED = 3;

/**
 * Tells what was missed: how many offers, of whom and why, and the way back for who was set away. It stands until it is
 * dismissed or used, in all tabs and after a reload, and is not told again then.
 * @param offers that are live; when one goes, it may have been missed.
 */
export function useMissed(offers: readonly Offer[], isAgent: boolean): void {
  const { t } = useTranslation('alerts');
  const queries = useQueryClient();
  const { queryKey } = offerQueries.missed();
  const { data } = useQuery({ ...offerQueries.missed(), enabled: isAgent });
  const { own, change } = useOwnPresence(isAgent);
  const isAway = wasSetAway(own) === 'missed_offers';
  const told = useMutation({
    mutationFn: (until: string) => answerOf(client.POST('/api/v1/offers/missed/told', { body: { until } })),
    onMutate: () => queries.setQueryData(queryKey, { count: 0, items: [] }),
    onError: () => queries.invalidateQueries({ queryKey }),
    retry: 3,
  });
  useReadWhenGone(offers);
  const newest = data?.items[0];
  const words = data === undefined || newest === undefined ? null : wordsOf(data);
  const [failures, setFailures] = useState(0);
  const goBack = (): void =>
    change.mutate('online', {
      onError: error => {
        showToast(error.message, { meaning: 'bad' });
        // One is not back: what was missed is told still, with the way back.
        setFailures(count => count + 1);
      },
    });
  const show = useEffectEvent((text: string, until: string): number =>
    showToast(text, {
      meaning: 'warn',
      shownMs: null,
      onDismiss: () => told.mutate(until),
      ...(isAway ? { action: { label: t('back'), run: goBack } } : {}),
    }),
  );
  useEffect(() => {
    if (words === null || newest === undefined) return;
    const id = show(words, newest.endedAt);
    return () => dismissToast(id);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the newest one is another one when the words are
  }, [words, newest?.id, failures]);
  // Whoever has come back has been told, wherever that was done.
  const wasAway = useRef(false);
  const onBack = useEffectEvent(() => {
    if (newest !== undefined) told.mutate(newest.endedAt);
  });
  useEffect(() => {
    if (wasAway.current && !isAway && own?.presence === 'online') onBack();
    wasAway.current = isAway;
  }, [isAway, own?.presence]);

  function wordsOf({ count, items }: MissedOffers): string {
    const named = items
      .slice(0, NAMED)
      .map(({ contactName, state }) => t(`why.${state}`, { name: contactName ?? t('aCustomer') }));
    const more = count - named.length;
    const who = inList([...named, ...(more > 0 ? [t('more', { count: more })] : [])]);
    return isAway ? t('missedAway', { count, who }) : t('missed', { count, who });
  }
}

/** When an offer is gone, what was missed is read again, and whether one was set away for it. */
function useReadWhenGone(offers: readonly Offer[]): void {
  const queries = useQueryClient();
  const known = useRef<readonly string[]>([]);
  useEffect(() => {
    const ids = offers.map(({ id }) => id);
    const isGone = known.current.some(id => !ids.includes(id));
    known.current = ids;
    if (!isGone) return;
    // First the presence: the words tell of it.
    void queries
      .invalidateQueries({ queryKey: directoryQueries.agents().queryKey })
      .then(() => queries.invalidateQueries({ queryKey: offerQueries.missed().queryKey }));
  }, [offers, queries]);
}
