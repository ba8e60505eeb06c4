import { useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../../lib/api/index.ts';
import { answerOf, client } from '../../../lib/api/index.ts';
import { languageName } from '../../../lib/language-name.ts';
import { threadQueries } from '../queries.ts';
import classes from './kinds.module.css';

/** Longer ones are folded, in UTF-16 code units. */
const FOLDED = 400;
const REASONS = ['off', 'not_allowed', 'too_long', 'no_model', 'over_budget', 'nothing_said', 'failed'] as const;
type Reason = (typeof REASONS)[number];

interface Props {
  readonly mediaId: string;
  /** Null: one of our own. */
  readonly transcript: Media['transcript'];
}

/** What is said in a voice message, as a model heard it; or that this is not written down, and why. */
export function VoiceTranscript({ mediaId, transcript }: Props) {
  const { t, i18n } = useTranslation('thread');
  const [isOpen, setOpen] = useState(false);
  if (transcript?.state !== 'done') return <NoTranscript mediaId={mediaId} transcript={transcript} />;
  const { text, language } = transcript;
  const isLong = (text?.length ?? 0) > FOLDED;
  return (
    <div className={classes['transcript']}>
      <p
        className={isLong && !isOpen ? `${classes['words']} ${classes['folded']}` : classes['words']}
        dir="auto"
        lang={language ?? undefined}
      >
        {text}
      </p>
      <p className={classes['aside']}>
        {language === null
          ? t('audio.byMachine')
          : t('audio.byMachineIn', { language: languageName(language, i18n.language) })}
        {isLong && (
          <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t('audio.less') : t('audio.more')}
          </Button>
        )}
      </p>
    </div>
  );
}

function NoTranscript({ mediaId, transcript }: Props) {
  const { t } = useTranslation('thread');
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/media/{id}/transcribe', { params: { path: { id: mediaId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: threadQueries.allMessages() }),
  });
  if (transcript?.state === 'working') return <p className={classes['aside']}>{t('audio.transcribing')}</p>;
  const code = transcript?.reason?.code;
  return (
    <p className={classes['aside']}>
      {REASONS.includes(code as Reason)
        ? t('audio.noTranscriptWhy', { why: t(`audio.why.${code as Reason}`) })
        : t('audio.noTranscript')}
      {transcript?.canRetry === true && (
        <Button size="compact-xs" variant="subtle" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('audio.transcribe')}
        </Button>
      )}
    </p>
  );
}
