import type { KeyboardEvent, PointerEvent } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import { ActionIcon, Anchor, CloseButton, Loader } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../../lib/api/index.ts';
import { dayAndTime } from '../../../lib/dates.ts';
import { inNumber } from '../../../lib/time.ts';
import { ErrorState } from '../../../ui/index.ts';
import { useEscape } from '../../../ui/use-escape.ts';
import { laterOf } from '../folded.ts';
import type { Exhibit } from './exhibit.ts';
import { linkQuery, usePlayable } from './media-link.ts';
import { useFocusTrap } from './use-focus-trap.ts';
import classes from './lightbox.module.css';

const MOST_ZOOM = 5;
const ZOOM_STEP = 0.5;

interface Props {
  /** The oldest first. */
  readonly exhibits: readonly Exhibit[];
  /** The id of the file that is looked at. */
  readonly shown: string;
  readonly onShow: (mediaId: string) => void;
  readonly onClose: () => void;
}

/** Pictures and videos of a thread in large, one after another. Esc closes it. */
export function Lightbox({ exhibits, shown, onShow, onClose }: Props) {
  const { t } = useTranslation('pieces');
  const place = exhibits.findIndex(({ media }) => media.id === shown);
  const exhibit = exhibits[place];
  const [zoomed, setZoomed] = useState({ id: shown, zoom: 1 });
  const zoom = zoomed.id === shown ? zoomed.zoom : 1;
  useEscape(true, onClose);
  const box = useFocusTrap(shown);
  const by = (steps: number): void => {
    const next = exhibits[place + steps];
    if (next !== undefined) onShow(next.media.id);
  };
  const zoomBy = (steps: number): void =>
    setZoomed({ id: shown, zoom: Math.min(MOST_ZOOM, Math.max(1, zoom + steps * ZOOM_STEP)) });
  const isPicture = exhibit?.media.preview !== 'video';
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, target } = event;
    // A video has keys of its own, and what is larger than its frame is moved by the arrows.
    if (target instanceof HTMLVideoElement) return;
    const onwards = document.documentElement.dir === 'rtl' ? -1 : 1;
    if (key === 'ArrowRight' && zoom === 1) by(onwards);
    else if (key === 'ArrowLeft' && zoom === 1) by(-onwards);
    else if ((key === '+' || key === '=') && isPicture) zoomBy(1);
    else if (key === '-' && isPicture) zoomBy(-1);
    else return;
    event.preventDefault();
  };
  return createPortal(
    <div
      ref={box}
      className={classes['box']}
      role="dialog"
      aria-modal
      tabIndex={-1}
      aria-label={t('box.name')}
      onKeyDown={onKeyDown}
    >
      <div className={classes['bar']}>
        <p role="status" className={classes['count']}>
          {t('box.count', { place: place + 1, count: exhibits.length })}
        </p>
        {isPicture && (
          <>
            <Tool name={t('box.smaller')} icon={IconZoomOut} isOff={zoom === 1} onClick={() => zoomBy(-1)} />
            <span>{inNumber(zoom, { style: 'percent' })}</span>
            <Tool name={t('box.larger')} icon={IconZoomIn} isOff={zoom === MOST_ZOOM} onClick={() => zoomBy(1)} />
          </>
        )}
        <CloseButton size="lg" aria-label={t('box.close')} onClick={onClose} />
      </div>
      <div className={classes['row']}>
        <Tool name={t('box.previous')} icon={IconChevronLeft} isOff={place <= 0} onClick={() => by(-1)} />
        {exhibit !== undefined && <Shown key={shown} exhibit={exhibit} zoom={zoom} />}
        <Tool
          name={t('box.next')}
          icon={IconChevronRight}
          isOff={place === exhibits.length - 1}
          onClick={() => by(1)}
        />
      </div>
      {exhibit !== undefined && <Caption exhibit={exhibit} />}
    </div>,
    document.body,
  );
}

function Tool({
  name,
  icon: Sign,
  isOff = false,
  onClick,
}: {
  readonly name: string;
  readonly icon: Icon;
  readonly isOff?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={name}
      // It keeps the keyboard where there is nothing more: a button that is disabled would lose it.
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      <Sign size={18} className={classes['sign']} aria-hidden />
    </ActionIcon>
  );
}

interface ShownProps {
  readonly exhibit: Exhibit;
  /** 1: as large as it fits. */
  readonly zoom: number;
}

function Shown({ exhibit: { media, message }, zoom }: ShownProps) {
  const { t } = useTranslation('pieces');
  const links = useQuery(linkQuery(media.id));
  if (links.data === undefined)
    return links.error === null ? (
      <Loader role="status" m="auto" aria-label={t('box.loading')} />
    ) : (
      <ErrorState error={links.error} what={t('box.file')} onRetry={() => void links.refetch()} />
    );
  const { url, thumbnailUrl } = links.data;
  return media.preview === 'video' ? (
    <Video media={media} url={url} asked={links.dataUpdatedAt} />
  ) : (
    <Picture url={url} thumbnailUrl={thumbnailUrl} caption={captionOf({ media, message })} zoom={zoom} />
  );
}

function Video({ media, url, asked }: { readonly media: Media; readonly url: string; readonly asked: number }) {
  const { t } = useTranslation('pieces');
  const playable = usePlayable(media.id, url, asked);
  return <video {...playable} className={classes['video']} controls aria-label={t('box.video')} />;
}

interface PictureProps {
  readonly url: string;
  readonly thumbnailUrl: string | null;
  readonly caption: string | null;
  readonly zoom: number;
}

/** A picture, of which a part is seen when it is larger than its frame: it is moved by dragging, wheel and arrows. */
function Picture({ url, thumbnailUrl, caption, zoom }: PictureProps) {
  const { t } = useTranslation('pieces');
  const frame = useRef<HTMLDivElement>(null);
  const centre = useRef({ x: 0.5, y: 0.5 });
  // The link it had at first: it is not loaded anew when there is another one.
  const [src, setSrc] = useState(url);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    current.scrollLeft = centre.current.x * current.scrollWidth - current.clientWidth / 2;
    current.scrollTop = centre.current.y * current.scrollHeight - current.clientHeight / 2;
  }, [zoom]);
  const onScroll = (): void => {
    const { current } = frame;
    if (current === null) return;
    centre.current = {
      x: (current.scrollLeft + current.clientWidth / 2) / current.scrollWidth,
      y: (current.scrollTop + current.clientHeight / 2) / current.scrollHeight,
    };
  };
  const drag = ({ buttons, movementX, movementY }: PointerEvent): void => {
    if (buttons !== 1) return;
    frame.current?.scrollBy(-movementX, -movementY);
  };
  const size = `${zoom * 100}%`;
  return (
    <div
      ref={frame}
      className={classes['frame']}
      role="group"
      aria-label={t('box.frame')}
      tabIndex={0}
      onScroll={onScroll}
      onPointerDown={({ currentTarget, pointerId, pointerType }) => {
        // A finger moves it by itself.
        if (pointerType === 'mouse') currentTarget.setPointerCapture(pointerId);
      }}
      onPointerMove={drag}
    >
      <img
        className={classes['picture']}
        style={{ width: size, height: size }}
        src={src}
        draggable={false}
        alt={caption ?? t('box.picture')}
        // What no browser shows is seen in small.
        onError={() => setSrc(thumbnailUrl ?? url)}
      />
    </div>
  );
}

/** What was written with it, also where that was changed. */
function captionOf({ message }: Exhibit): string | null {
  const { edited } = laterOf(message);
  return edited === undefined ? message.words : edited.words;
}

function Caption({ exhibit }: { readonly exhibit: Exhibit }) {
  const { t } = useTranslation('pieces');
  const { media, message } = exhibit;
  const links = useQuery(linkQuery(media.id));
  const caption = captionOf(exhibit);
  return (
    <div className={classes['caption']}>
      {caption !== null && <p dir="auto">{caption}</p>}
      <p>
        <time dateTime={message.at}>{dayAndTime(message.at)}</time>{' '}
        {links.data !== undefined && (
          <Anchor href={links.data.url} underline="always">
            {t('box.download')}
          </Anchor>
        )}
      </p>
    </div>
  );
}
