import type { SyntheticEvent } from 'react';
import { useRef, useState } from 'react';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../../lib/api/index.ts';

/** Links live for five minutes; what is clicked on gets a new one a little before. */
const FRESH_MS = 4 * 60 * 1000;
/** What is shown once more so soon has links that live for a while yet. */
const SHOWN_AGAIN_MS = 30_000;

/** The links to a file and to its small picture, renewed as long as they are shown. */
export const linkQuery = (id: string) =>
  queryOptions({
    queryKey: ['media-link', id] as const,
    queryFn: ({ signal }) => answerOf(client.POST('/api/v1/media/{id}/link', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
    gcTime: SHOWN_AGAIN_MS,
  });

/**
 * What an element that plays a file needs. Its link stays, so that nothing begins anew while it plays: another one is
 * asked for when one begins to play with a link that is too old, or when it failed.
 * @param asked when the first link was new, in epoch milliseconds.
 */
export function usePlayable(id: string, first: string, asked: number) {
  const queries = useQueryClient();
  const [src] = useState(first);
  const link = useRef({ since: asked, isAsked: false, hasFailed: false });
  /** Goes on with another link, from where it was. */
  const renew = async (element: HTMLMediaElement): Promise<void> => {
    const { current } = link;
    if (current.isAsked) return;
    current.isAsked = true;
    const wasPlaying = !element.paused;
    element.pause();
    try {
      const { url } = await queries.query({ ...linkQuery(id), staleTime: 0 });
      const { currentTime, playbackRate } = element;
      element.src = url;
      element.currentTime = currentTime;
      element.playbackRate = playbackRate;
      link.current = { since: Date.now(), isAsked: false, hasFailed: current.hasFailed };
      if (wasPlaying) await element.play();
    } catch {
      // Not to be had now, or the browser wants to be asked again to play: it stands where it was.
      current.isAsked = false;
    }
  };
  return {
    src,
    preload: 'none',
    onPlay: ({ currentTarget }: SyntheticEvent<HTMLMediaElement>) => {
      if (currentTarget.error !== null || Date.now() - link.current.since > FRESH_MS) void renew(currentTarget);
    },
    onPlaying: () => {
      link.current.hasFailed = false;
    },
    onError: ({ currentTarget }: SyntheticEvent<HTMLMediaElement>) => {
      // Not again and again: a file that cannot be played fails with any link.
      if (link.current.hasFailed) return;
      link.current.hasFailed = true;
      void renew(currentTarget);
    },
  };
}
