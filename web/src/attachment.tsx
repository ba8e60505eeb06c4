import { Alert, Anchor, Button, Group, Loader, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Media } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';

/** Links live for five minutes; a new one is asked for a little before. */
const FRESH_MS = 4 * 60 * 1000;
const WIDTH = 280;

const inWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const length = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

interface Links {
  readonly url: string;
  readonly thumbnailUrl: string | null;
}

/** The file of a message: a picture, something to listen to or to look at, a document; or why it is not there. */
export function Attachment({ media, kind }: { readonly media: Media; readonly kind: string }) {
  const queries = useQueryClient();
  const links = useQuery({
    queryKey: ['media', media.id],
    queryFn: () => api<Links>('POST', `/media/${media.id}/link`, {}),
    enabled: media.state === 'stored',
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
  });
  const retry = useMutation({
    mutationFn: () => api('POST', `/media/${media.id}/retry`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: ['messages'] }),
  });
  const name = media.fileName ?? kind;
  if (media.state === 'fetching')
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm">The {kind} is being fetched from WhatsApp …</Text>
      </Group>
    );
  if (media.state !== 'stored')
    return (
      <Alert
        color={media.state === 'refused' ? 'red' : 'orange'}
        p="xs"
        title={media.fileName ?? `The ${kind} is not here`}
      >
        <Text size="sm">{media.reason?.explanation}</Text>
        {media.canRetry && (
          <Button mt={4} size="compact-xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
            Try again
          </Button>
        )}
      </Alert>
    );
  if (links.data === undefined)
    return (
      <Loaded query={links} what={`The ${kind}`}>
        {() => null}
      </Loaded>
    );
  const { url, thumbnailUrl } = links.data;
  const shown =
    media.width === null || media.height === null
      ? {}
      : {
          width: Math.min(WIDTH, media.width),
          height: Math.round(Math.min(WIDTH, media.width) * (media.height / media.width)),
        };
  return (
    <div>
      {media.warnings.length > 0 && (
        <Alert
          color="orange"
          p="xs"
          mb={4}
          title={
            media.warnings.some(({ code }) => code === 'type_mismatch' || code === 'name_mismatch')
              ? 'Not what it says it is'
              : 'Open with care'
          }
        >
          {media.warnings.map(({ code, explanation }) => (
            <Text key={code} size="sm">
              {explanation ?? code}
            </Text>
          ))}
        </Alert>
      )}
      {thumbnailUrl !== null && (
        <a href={url} title="Save the picture">
          <img
            src={thumbnailUrl}
            alt={kind === 'sticker' ? 'Sticker' : 'Picture from the customer'}
            {...shown}
            style={{ borderRadius: 6, display: 'block', objectFit: 'cover', maxHeight: 360 }}
          />
        </a>
      )}
      {media.preview === 'audio' && (
        <audio controls preload="none" src={url} aria-label="Voice or sound" style={{ maxWidth: WIDTH }} />
      )}
      {media.preview === 'video' && (
        <video controls preload="none" src={url} aria-label="Video" style={{ maxWidth: WIDTH, borderRadius: 6 }} />
      )}
      <Text size="xs" opacity={0.75}>
        <Anchor href={url} size="xs" c="inherit" underline="always">
          {kind === 'document' || media.warnings.length > 0 ? name : 'Save'}
        </Anchor>
        {media.size === null ? '' : ` · ${inWords(media.size)}`}
        {media.durationMs === null ? '' : ` · ${length(media.durationMs)}`}
      </Text>
    </div>
  );
}
