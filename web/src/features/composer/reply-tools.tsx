import type { ReactNode, RefObject } from 'react';
import { Suspense, lazy, useLayoutEffect, useRef, useState } from 'react';
import { ActionIcon, Button, FileButton, Loader } from '@mantine/core';
import { IconListCheck, IconMicrophone, IconMoodSmile, IconPaperclip, IconTemplate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DraftState } from '../../lib/drafts/index.ts';
import type { Choosing } from './choosing.ts';
import classes from './composer.module.css';

/** Pages without https cannot record. */
const canRecord = (): boolean => 'MediaRecorder' in window && 'mediaDevices' in navigator;

/** Loaded when they are looked for. */
const VoiceRecorder = lazy(() => import('./when-needed.ts').then(module => ({ default: module.VoiceRecorder })));
const EmojiPicker = lazy(() => import('./when-needed.ts').then(module => ({ default: module.EmojiPicker })));

interface Props {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly state: DraftState;
  readonly canWrite: boolean;
  readonly canSend: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onWrite: (text: string) => void;
  readonly onChoosing: (choosing: Choosing) => void;
}

/** What else can go into a reply, or be sent instead of it; whether it is kept; and the way to send it. */
export function ReplyTools({ box, state: { text, kept }, canWrite, canSend, onFiles, onWrite, onChoosing }: Props) {
  const { t } = useTranslation('composer');
  const [isPicking, setPicking] = useState(false);
  const [isRecording, setRecording] = useState(false);
  const reset = useRef<() => void>(null);
  const insert = useInsertion(box, text, onWrite);
  const endPicking = (): void => {
    setPicking(false);
    box.current?.focus();
  };
  return (
    <div>
      {isPicking && (
        <Suspense fallback={<Loader size="sm" />}>
          <EmojiPicker onPick={insert} onClose={endPicking} onLeave={() => setPicking(false)} />
        </Suspense>
      )}
      {isRecording && (
        <Suspense fallback={<Loader size="sm" />}>
          <VoiceRecorder onFile={file => onFiles([file])} onEnd={() => setRecording(false)} />
        </Suspense>
      )}
      <div className={classes['tools']}>
        <FileButton
          multiple
          resetRef={reset}
          onChange={files => {
            // The same one can be chosen again.
            reset.current?.();
            onFiles(files);
          }}
        >
          {props => (
            <Tool name={t('attach')} isDisabled={!canWrite} onClick={props.onClick}>
              <IconPaperclip size={18} aria-hidden />
            </Tool>
          )}
        </FileButton>
        {canRecord() && (
          <Tool name={t('recordVoice')} isDisabled={!canWrite || isRecording} onClick={() => setRecording(true)}>
            <IconMicrophone size={18} aria-hidden />
          </Tool>
        )}
        <Tool name={t('emoji')} isDisabled={!canWrite} isOpen={isPicking} onClick={() => setPicking(!isPicking)}>
          <IconMoodSmile size={18} aria-hidden />
        </Tool>
        <Tool name={t('interactive')} isDisabled={!canWrite} onClick={() => onChoosing('interactive')}>
          <IconListCheck size={18} aria-hidden />
        </Tool>
        <Button
          variant="subtle"
          color="quiet"
          leftSection={<IconTemplate size={18} aria-hidden />}
          onClick={() => onChoosing('template')}
        >
          {t('template.name')}
        </Button>
        <span className={classes['kept']}>{text === '' || kept === 'loading' ? '' : t(`keptAt.${kept}`)}</span>
        <Button type="submit" disabled={!canSend}>
          {t('send')}
        </Button>
      </div>
    </div>
  );
}

/** Puts something where the text is being written. @returns how to. */
function useInsertion(
  box: RefObject<HTMLTextAreaElement | null>,
  text: string,
  onWrite: (text: string) => void,
): (what: string) => void {
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [box, text]);
  return what => {
    const [from, to] = [box.current?.selectionStart ?? text.length, box.current?.selectionEnd ?? text.length];
    caret.current = from + what.length;
    onWrite(text.slice(0, from) + what + text.slice(to));
  };
}

function Tool({
  name,
  isDisabled,
  isOpen,
  onClick,
  children,
}: {
  readonly name: string;
  readonly isDisabled: boolean;
  /** Of what opens something beside it. */
  readonly isOpen?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="quiet"
      size="lg"
      aria-label={name}
      title={name}
      {...(isOpen === undefined ? {} : { 'aria-expanded': isOpen, 'aria-haspopup': 'dialog' })}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}
