import type { SyntheticEvent } from 'react';
import { Suspense, lazy } from 'react';
import { ActionIcon, Alert, Button, CloseButton, FileButton, Loader, Textarea } from '@mantine/core';
import { IconPaperclip, IconTemplate } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { uploadFile } from '../../lib/api/index.ts';
import type { Draft, DraftState } from '../../lib/drafts/index.ts';
import { limitOf } from '../../lib/outbox/index.ts';
import { contactName } from '../../lib/people.ts';
import { ErrorNote } from '../../ui/index.ts';
import { isSendKey } from './is-send-key.ts';
import { useTypingNotice } from './use-typing-notice.ts';
import { WrittenTwice } from './written-twice.tsx';
import { directionOf } from './direction-of.ts';
import classes from './composer.module.css';

/** Loaded when it is looked for: most of the time one writes. */
const TemplateForm = lazy(() => import('./template-form.tsx').then(module => ({ default: module.TemplateForm })));

interface Props {
  readonly conversation: Conversation;
  readonly isOwn: boolean;
  /** Whether a template is written instead. */
  readonly isChoosing: boolean;
  readonly onChoosing: (isChoosing: boolean) => void;
  readonly draft: Draft;
  readonly state: DraftState;
  /** The customer's newest message that is shown; undefined: none are shown. */
  readonly answers: string | null | undefined;
  /** The message that is replied to. */
  readonly quotedWords: string;
  readonly onSend: () => void;
}

/** A reply to the contact: text, a file, or a template. */
export function ReplyBox(props: Props) {
  const { conversation, isOwn, isChoosing, onChoosing, draft, state, answers, quotedWords, onSend } = props;
  const { t } = useTranslation('composer');
  const { text, quotes, file, kept, notice, theirs } = state;
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: brought => draft.attach(brought) });
  const typing = useTypingNotice(conversation.id, isOwn);
  const canWrite = !conversation.number.sendingPaused;
  const tooMany = Math.max(0, text.length - limitOf(file));
  const canSend = canWrite && tooMany === 0 && theirs === null && (text.trim() !== '' || file !== null);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!canSend) return;
    typing.onSend();
    onSend();
  };
  if (isChoosing)
    return (
      <Suspense fallback={<Loader size="sm" />}>
        <TemplateForm
          conversation={conversation}
          answers={answers}
          onSent={() => onChoosing(false)}
          onCancel={() => onChoosing(false)}
        />
      </Suspense>
    );
  return (
    <form className={classes['form']} onSubmit={submit}>
      {notice !== null && (
        <Alert
          color="accent"
          role="status"
          withCloseButton
          closeButtonLabel={t('dismiss')}
          onClose={() => draft.dismissNotice()}
        >
          {t(`notice.${notice}`)}
        </Alert>
      )}
      {theirs !== null && <WrittenTwice draft={draft} theirs={theirs} />}
      {quotes !== null && (
        <Attached
          label={t('repliesTo', { words: quotedWords })}
          remove={t('removeQuote')}
          onRemove={() => draft.quote(null)}
        />
      )}
      {file !== null && (
        <Attached label={file.fileName ?? t('file')} remove={t('removeFile')} onRemove={() => draft.attach(null)} />
      )}
      <Textarea
        autosize
        minRows={2}
        maxRows={8}
        dir={directionOf(text)}
        aria-label={t('reply')}
        placeholder={placeholderOf(conversation, file !== null, t)}
        disabled={!canWrite}
        value={text}
        error={tooMany === 0 ? null : t('tooMany', { count: tooMany })}
        onChange={event => {
          draft.write(event.currentTarget.value);
          if (event.currentTarget.value !== '') typing.onType();
        }}
        onKeyDown={event => {
          if (!isSendKey(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      {upload.error !== null && <ErrorNote error={upload.error} onDismiss={() => upload.reset()} />}
      <div className={classes['tools']}>
        <FileButton
          onChange={chosen => {
            if (chosen !== null) upload.mutate(chosen);
          }}
        >
          {props => (
            <ActionIcon
              {...props}
              variant="subtle"
              color="quiet"
              size="lg"
              aria-label={t('attach')}
              title={t('attach')}
              loading={upload.isPending}
              disabled={!canWrite}
            >
              <IconPaperclip size={18} aria-hidden />
            </ActionIcon>
          )}
        </FileButton>
        <Button
          variant="subtle"
          color="quiet"
          leftSection={<IconTemplate size={18} aria-hidden />}
          onClick={() => onChoosing(true)}
        >
          {t('template.name')}
        </Button>
        <span className={classes['kept']}>{text === '' || kept === 'loading' ? '' : t(`keptAt.${kept}`)}</span>
        <Button type="submit" disabled={!canSend}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}

function placeholderOf(
  { contact }: Conversation,
  hasFile: boolean,
  t: ReturnType<typeof useTranslation<'composer'>>['t'],
): string {
  if (hasFile) return t('addWords');
  const name = contactName(contact);
  return name === null ? t('writeReply') : t('writeTo', { name });
}

/** Something that goes along with the text, and can be taken out. */
function Attached({
  label,
  remove,
  onRemove,
}: {
  readonly label: string;
  readonly remove: string;
  readonly onRemove: () => void;
}) {
  return (
    <div className={classes['attached']}>
      <span dir="auto">{label}</span>
      <CloseButton size="md" aria-label={remove} onClick={onRemove} />
    </div>
  );
}
