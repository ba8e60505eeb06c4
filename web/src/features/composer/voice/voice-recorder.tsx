import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button, Group, Loader } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { lengthOfSound } from '../../../lib/measures.ts';
import { useTabGuard } from '../../../ui/form/use-tab-guard.ts';
import composer from '../composer.module.css';
import type { Recording } from './record.ts';
import { record } from './record.ts';

const SECOND_MS = 1_000;
/** Then it ends by itself: a file is to stay small enough for WhatsApp. */
const LONGEST_MS = 15 * 60_000;

interface Props {
  /** What was recorded. */
  readonly onFile: (file: File) => void;
  readonly onEnd: () => void;
}

/** Records a voice note, from the moment that it is shown. Whoever goes elsewhere meanwhile finds it in the reply. */
export function VoiceRecorder({ onFile, onEnd }: Props) {
  const { t } = useTranslation('files');
  const [begunAt, setBegunAt] = useState<number | null>(null);
  useTabGuard(begunAt !== null);
  const [lasts, setLasts] = useState(0);
  const [fault, setFault] = useState<'denied' | 'failed' | null>(null);
  const recording = useRef<Promise<Recording> | null>(null);
  const deliver = useEffectEvent(onFile);
  const finish = (isKept: boolean): void => {
    const ended = recording.current;
    recording.current = null;
    ended
      ?.then(each => each.stop())
      .then(
        file => {
          if (isKept && file !== null) onFile(file);
          onEnd();
        },
        () => setFault('failed'),
      );
  };
  const onLongest = useEffectEvent(() => finish(true));
  useEffect(() => {
    const begun = record();
    recording.current = begun;
    begun.then(
      () => setBegunAt(Date.now()),
      (error: unknown) =>
        setFault(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'failed'),
    );
    return () => {
      // Not ended by a button: what was said is not lost.
      if (recording.current !== begun) return;
      recording.current = null;
      begun
        .then(each => each.stop())
        .then(
          file => file !== null && deliver(file),
          () => undefined,
        );
    };
  }, []);
  useEffect(() => {
    if (begunAt === null) return;
    const timer = setInterval(() => setLasts(Date.now() - begunAt), SECOND_MS / 4);
    return () => clearInterval(timer);
  }, [begunAt]);
  const isTooLong = lasts >= LONGEST_MS;
  useEffect(() => {
    if (isTooLong) onLongest();
  }, [isTooLong]);
  return (
    <div className={composer['attached']} role="group" aria-label={t('voice.title')}>
      {fault !== null && <span role="alert">{t(`voice.${fault}`)}</span>}
      {fault === null && begunAt === null && <Loader size="xs" />}
      {fault === null && begunAt !== null && (
        <span>
          <IconMicrophone size={16} aria-hidden /> {t('voice.lasts', { time: lengthOfSound(lasts) })}
        </span>
      )}
      <Group gap={6}>
        {fault === null && (
          <Button size="compact-sm" variant="default" disabled={begunAt === null} onClick={() => finish(true)}>
            {t('voice.stop')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          color="bad"
          onClick={() => (fault === null ? finish(false) : onEnd())}
        >
          {t('voice.discard')}
        </Button>
      </Group>
    </div>
  );
}
