import { use, useState } from 'react';
import { Alert, Anchor, Button, Group, Loader, Skeleton, Text } from '@mantine/core';
import { IconFile, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../../lib/api/index.ts';
import { answerOf, client } from '../../../lib/api/index.ts';
import { useKindName } from '../../../lib/kind-names.ts';
import { bytesIn, lengthOfSound } from '../../../lib/measures.ts';
import { ErrorState } from '../../../ui/index.ts';
import { threadQueries } from '../queries.ts';
import { AudioPlayer } from './audio-player.tsx';
import { OpenExhibit } from './gallery.tsx';
import { linkQuery } from './media-link.ts';
import classes from './kinds.module.css';

const WIDTH = 280;
const STICKER_WIDTH = 128;

interface Props {
  readonly media: Media;
  /** It was spoken into WhatsApp. */
  readonly isVoice?: boolean;
  /** It is the contact's. */
  readonly isTheirs?: boolean;
}

/** The file of a message: a picture, something to listen to or to look at, a document; or why it is not there. */
export function Attachment(props: Props) {
  const { t } = useTranslation('thread');
  const { media } = props;
  if (media.state === 'fetching')
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm">{t('file.fetching')}</Text>
      </Group>
    );
  return media.state === 'stored' ? <Stored {...props} /> : <Missing media={media} />;
}

function Missing({ media }: Props) {
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
function sizeOf({ kind, width, height }: Media) {
  if (width === null || height === null) return {};
  const shown = Math.min(kind === 'sticker' ? STICKER_WIDTH : WIDTH, width);
  return { width: shown, height: Math.round(shown * (height / width)) };
}

function Stored(props: Props) {
  const { t } = useTranslation('thread');
  const { media } = props;
  const links = useQuery(linkQuery(media.id));
  if (links.data === undefined)
    return links.error === null ? (
      <Skeleton width={WIDTH} height={media.hasThumbnail ? (sizeOf(media).height ?? WIDTH) : 32} />
    ) : (
      <ErrorState error={links.error} what={t('file.name')} onRetry={() => void links.refetch()} />
    );
  return <Content {...props} links={links.data} asked={links.dataUpdatedAt} />;
}

interface ContentProps extends Props {
  readonly links: { readonly url: string; readonly thumbnailUrl: string | null };
  /** When the links were new, in epoch milliseconds. */
  readonly asked: number;
}

/** The file itself. What is loaded or plays keeps the link it had at first; what is clicked on has the newest. */
function Content({ media, links: { url, thumbnailUrl }, asked, isVoice = false, isTheirs = true }: ContentProps) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const isSuspicious = media.warnings.length > 0;
  return (
    <div className={classes['file']}>
      {isSuspicious && <Warnings media={media} />}
      {media.preview === 'video' ? (
        <Video media={media} thumbnailUrl={thumbnailUrl} />
      ) : (
        thumbnailUrl !== null && <Picture media={media} thumbnailUrl={thumbnailUrl} isTheirs={isTheirs} />
      )}
      {media.preview === 'audio' && (
        <AudioPlayer
          id={media.id}
          url={url}
          asked={asked}
          name={isVoice ? t('audio.voice') : kindName('audio')}
          durationMs={media.durationMs}
          transcript={media.transcript}
        />
      )}
      <p className={classes['aside']}>
        {media.kind === 'document' && <IconFile size={14} aria-hidden />}{' '}
        <Anchor href={url} size="xs" underline="always">
          <bdi>
            {media.kind === 'document' || isSuspicious ? (media.fileName ?? kindName('document')) : t('file.save')}
          </bdi>
        </Anchor>
        {media.kind === 'document' && media.mimeType !== null && <bdi> · {typeOf(media.mimeType)}</bdi>}
        {media.size !== null && ` · ${bytesIn(media.size)}`}
      </p>
    </div>
  );
}

/** What people call a type: “PDF”, “DOCX”; else the part of its name that says it. */
const TYPES: Readonly<Partial<Record<string, string>>> = {
  'application/msword': 'DOC',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.ms-excel': 'XLS',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.ms-powerpoint': 'PPT',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'text/plain': 'TXT',
};
const typeOf = (mimeType: string): string => TYPES[mimeType] ?? (mimeType.split('/').at(-1) ?? mimeType).toUpperCase();

/** A picture as it stands in the thread, and what opens it in large. */
function Picture({
  media,
  thumbnailUrl,
  isTheirs,
}: {
  readonly media: Media;
  readonly thumbnailUrl: string;
  readonly isTheirs: boolean;
}) {
  const { t } = useTranslation('thread');
  const kindName = useKindName();
  const open = use(OpenExhibit);
  const [picture, setPicture] = useState(thumbnailUrl);
  const isSticker = media.kind === 'sticker';
  const image = (
    <img
      className={classes['picture']}
      src={picture}
      onError={() => setPicture(thumbnailUrl)}
      alt={isSticker ? kindName('sticker') : isTheirs ? t('file.pictureBy') : t('file.ownPicture')}
      {...sizeOf(media)}
    />
  );
  if (isSticker) return image;
  return (
    <button
      type="button"
      className={classes['opens']}
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => open(media.id, currentTarget)}
    >
      {image}
    </button>
  );
}

/** A video as it stands in the thread: it plays in large. */
function Video({ media, thumbnailUrl }: { readonly media: Media; readonly thumbnailUrl: string | null }) {
  const kindName = useKindName();
  const open = use(OpenExhibit);
  return (
    <button
      type="button"
      className={classes['opens']}
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => open(media.id, currentTarget)}
    >
      {thumbnailUrl !== null && <img className={classes['picture']} src={thumbnailUrl} alt="" {...sizeOf(media)} />}
      <span className={classes['video']}>
        <IconPlayerPlayFilled size={16} aria-hidden />
        {kindName('video')}
        {media.durationMs !== null && ` · ${lengthOfSound(media.durationMs)}`}
      </span>
    </button>
  );
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
