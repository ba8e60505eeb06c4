import type { KeyboardEvent, SyntheticEvent } from 'react';
import { useRef, useState } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { lengthOfSound } from '../../../lib/measures.ts';
import { inNumber } from '../../../lib/time.ts';
import type { Media } from '../../../lib/api/index.ts';
import { usePlayable } from './media-link.ts';
import { VoiceTranscript } from './voice-transcript.tsx';
import classes from './kinds.module.css';

const SPEEDS = [1, 1.5, 2] as const;
/** What plays now: two at once nobody understands. */
let playing: HTMLMediaElement | null = null;

interface Props {
  readonly id: string;
  readonly url: string;
  /** When the link was new, in epoch milliseconds. */
  readonly asked: number;
  /** A voice message, or a file with sound: what it is called. */
  readonly name: string;
  /** Milliseconds; null: not known before it is loaded. */
  readonly durationMs: number | null;
  /** What is said in it; null: it is one of our own. */
  readonly transcript: Media['transcript'];
}

/** Plays a voice message: Space plays and pauses it, wherever in it the keyboard stands. */
export function AudioPlayer({ id, url, asked, name, durationMs, transcript }: Props) {
  const { t } = useTranslation('thread');
  const playable = usePlayable(id, url, asked);
  const element = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [loaded, setLoaded] = useState<number | null>(null);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
  const length = durationMs ?? loaded ?? 0;
  const toggle = (): void => {
    const { current } = element;
    if (current === null) return;
    // What cannot be played says so by its error.
    if (current.paused) void current.play().catch(() => undefined);
    else current.pause();
  };
  const faster = (): void => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (element.current !== null) element.current.playbackRate = next;
  };
  const seek = (seconds: number): void => {
    setPosition(seconds);
    if (element.current !== null) element.current.currentTime = seconds;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // A button is pressed by Space itself.
    if (event.key !== ' ' || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    toggle();
  };
  const began = (event: SyntheticEvent<HTMLAudioElement>): void => {
    const { currentTarget } = event;
    if (playing !== currentTarget) playing?.pause();
    playing = currentTarget;
    currentTarget.playbackRate = speed;
    setPlaying(true);
    playable.onPlay(event);
  };
  const stopped = (): void => setPlaying(false);
  const told = { now: lengthOfSound(position * 1000), all: lengthOfSound(length) };
  return (
    <div className={classes['player']} role="group" aria-label={name} onKeyDown={onKeyDown}>
      <audio
        {...playable}
        ref={element}
        onPlay={began}
        onPause={stopped}
        onEnded={stopped}
        onTimeUpdate={({ currentTarget }) => setPosition(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget: { duration } }) =>
          setLoaded(Number.isFinite(duration) ? duration * 1000 : null)
        }
      />
      <ActionIcon
        variant="filled"
        size="lg"
        radius="xl"
        aria-label={isPlaying ? t('audio.pause') : t('audio.play')}
        onClick={toggle}
      >
        {isPlaying ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
      </ActionIcon>
      <input
        type="range"
        className={classes['position']}
        aria-label={t('audio.position')}
        aria-valuetext={t('audio.at', told)}
        min={0}
        max={Math.max(length / 1000, position)}
        step={0.1}
        value={position}
        onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t('audio.speed', { speed: inNumber(speed) })}
        onClick={faster}
      >
        {t('audio.times', { speed: inNumber(speed) })}
      </Button>
      <p className={classes['aside']}>
        <bdi>{t('audio.at', told)}</bdi>
      </p>
      <VoiceTranscript mediaId={id} transcript={transcript} />
    </div>
  );
}
