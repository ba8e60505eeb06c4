import type { SyntheticEvent } from 'react';
import { useRef, useState } from 'react';
import { Alert, Anchor, Button, Group, Loader, Skeleton, Text } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { bytesIn, lengthOfSound } from '../../lib/measures.ts';
import { ErrorState } from '../../ui/index.ts';
import { threadQueries } from './queries.ts';
import classes from './thread.module.css';

/** Links live for five minutes; what is clicked on gets a new one a little before. */
const FRESH_MS = 4 * 60 * 1000;
/** What is shown once more so soon has links that live for a while yet. */
const SHOWN_AGAIN_MS = 30_000;
const WIDTH = 280;

const linkQuery = (id: string) =>
  queryOptions({
    queryKey: ['media-link', id] as const,
    queryFn: ({ signal }) => answerOf(client.POST('/api/v1/media/{id}/link', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
    gcTime: SHOWN_AGAIN_MS,
  });

/** The file of a message: a picture, something to listen to or to look at, a document; or why it is not there. */
export function Attachment({ media }: { readonly media: Media }) {
  const { t } = useTranslation('thread');
  if (media.state === 'fetching')
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm">{t('file.fetching')}</Text>
      </Group>
    );
  return media.state === 'stored' ? <Stored media={media} /> : <Missing media={media} />;
}

function Missing({ media }: { readonly media: Media }) {
  const { t } = useTranslation('thread');
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/media/{id}/retry', { params: { path: { id: media.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: threadQueries.allMessages() }),
  });
  return (
    <Alert color={media.state === 'refused' ? 'bad' : 'warn'} p="xs" title={media.fileName ?? t('file.missing')}>
      <Text size="sm">{media.reason?.explanation}</Text>
      {media.canRetry && (
        <Button mt={4} size="compact-xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('file.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** As large as it will be, so that nothing moves when it is loaded. */
function sizeOf({ width, height }: Media) {
  if (width === null || height === null) return {};
  const shown = Math.min(WIDTH, width);
  return { width: shown, height: Math.round(shown * (height / width)) };
}

function Stored({ media }: { readonly media: Media }) {
  const { t } = useTranslation('thread');
  const links = useQuery(linkQuery(media.id));
  if (links.data === undefined)
    return links.error === null ? (
      <Skeleton width={WIDTH} height={media.hasThumbnail ? (sizeOf(media).height ?? WIDTH) : 32} />
    ) : (
      <ErrorState error={links.error} what={t('file.name')} onRetry={() => void links.refetch()} />
    );
  return <Content media={media} links={links.data} asked={links.dataUpdatedAt} />;
}

interface ContentProps {
  readonly media: Media;
  readonly links: { readonly url: string; readonly thumbnailUrl: string | null };
  /** When the links were new, in epoch milliseconds. */
  readonly asked: number;
}

/** The file itself. What is loaded or plays keeps the link it had at first; what is clicked on has the newest. */
function Content({ media, links: { url, thumbnailUrl }, asked }: ContentProps) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const playable = usePlayable(media.id, url, asked);
  const [picture, setPicture] = useState(thumbnailUrl);
  const isSuspicious = media.warnings.length > 0;
  return (
    <div className={classes['file']}>
      {isSuspicious && <Warnings media={media} />}
      {picture !== null && (
        <a href={url} title={t('file.savePicture')}>
          <img
            className={classes['picture']}
            src={picture}
            onError={() => setPicture(thumbnailUrl)}
            alt={media.kind === 'sticker' ? kindName('sticker') : t('file.pictureBy')}
            {...sizeOf(media)}
          />
        </a>
      )}
      {media.preview === 'audio' && <audio {...playable} aria-label={kindName('audio')} />}
      {media.preview === 'video' && (
        <video {...playable} className={classes['picture']} aria-label={kindName('video')} />
      )}
      <Text size="xs" c="dimmed">
        <Anchor href={url} size="xs" underline="always">
          {media.kind === 'document' || isSuspicious ? (media.fileName ?? kindName('document')) : t('file.save')}
        </Anchor>
        {media.size !== null && ` · ${bytesIn(media.size)}`}
        {media.durationMs !== null && ` · ${lengthOfSound(media.durationMs)}`}
      </Text>
    </div>
  );
}

/**
 * What an element that plays a file needs. Its link stays, so that nothing begins anew while it plays: another one is
 * asked for when one begins to play with a link that is too old, or when it failed.
 */
function usePlayable(id: string, first: string, asked: number) {
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
      const { currentTime } = element;
      element.src = url;
      element.currentTime = currentTime;
      link.current = { since: Date.now(), isAsked: false, hasFailed: current.hasFailed };
      if (wasPlaying) await element.play();
    } catch {
      // Not to be had now, or the browser wants to be asked again to play: it stands where it was.
      current.isAsked = false;
    }
  };
  return {
    src,
    controls: true,
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

/** What the file's first bytes say against its name or type. */
function Warnings({ media: { warnings } }: { readonly media: Media }) {
  const { t } = useTranslation('thread');
  const isMismatch = warnings.some(({ code }) => code === 'type_mismatch' || code === 'name_mismatch');
  return (
    <Alert color="warn" p="xs" mb={4} title={isMismatch ? t('file.mismatch') : t('file.openWithCare')}>
      {warnings.map(({ code, explanation }) => (
        <Text key={code} size="sm">
          {explanation ?? code}
        </Text>
      ))}
    </Alert>
  );
}
