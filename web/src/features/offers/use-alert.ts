import { useEffect, useEffectEvent } from 'react';
import type { Offer } from '../../lib/api/index.ts';
import { isFirstToTell, isSeenSomewhere, isWanted, noticePermission, onceHeard } from '../../lib/alerts/index.ts';
import { playSound, showNotice } from '../../lib/alerts/index.ts';
import { serverNow } from '../../lib/server-clock.ts';

/**
 * Tells of an offer beside the page, once in all tabs: with a sound, and with a notice where nobody looks at any of them. The
 * notice goes with the offer.
 * @param words of the notice; undefined: they are being loaded. What the customer wrote is not in it: others may see it.
 * @param onClick when the notice is clicked; this tab is in front then.
 */
export function useAlert({ id, agentId, expiresAt }: Offer, words: string | undefined, onClick: () => void): void {
  const clicked = useEffectEvent(onClick);
  const isOver = useEffectEvent(() => Date.parse(expiresAt) <= serverNow());
  const text = useEffectEvent(() => words ?? '');
  const isLoaded = words !== undefined;
  useEffect(() => {
    let isHere = true;
    const stop = onceHeard(() => {
      if (!isWanted('sound') || isOver()) return;
      void isFirstToTell(`sound:${agentId}:${id}`).then(isFirst => {
        if (isFirst && isHere) void playSound();
      });
    });
    return () => {
      isHere = false;
      stop();
    };
  }, [id, agentId]);
  useEffect(() => {
    if (!isLoaded || isOver() || !isWanted('notices') || noticePermission() !== 'granted') return;
    let isHere = true;
    let close = (): void => undefined;
    const tell = async (): Promise<void> => {
      if ((await isSeenSomewhere(agentId)) || !(await isFirstToTell(`notice:${agentId}:${id}`)) || !isHere) return;
      close = showNotice(text(), `sigfollow-offer:${id}`, clicked);
    };
    void tell();
    return () => {
      isHere = false;
      close();
    };
    // Once for an offer: who hides the page later has seen it, whatever becomes known of it then.
  }, [id, agentId, isLoaded]);
}
