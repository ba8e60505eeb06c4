import type { SyntheticEvent } from 'react';
import { Suspense, lazy, useRef } from 'react';
import { ActionIcon, Alert, Button, CloseButton, FileButton, Loader } from '@mantine/core';
import { IconPaperclip, IconTemplate } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { uploadFile } from '../../lib/api/index.ts';
import type { Draft, DraftState } from '../../lib/drafts/index.ts';
import { limitOf } from '../../lib/outbox/index.ts';
import { contactName } from '../../lib/people.ts';
import type { TextPlace } from '../../lib/places.ts';
import { placeNames, placesIn } from '../../lib/places.ts';
import { inList } from '../../lib/time.ts';
import { ErrorNote } from '../../ui/index.ts';
import { ReplyText } from './reply-text.tsx';
import { useTypingNotice } from './use-typing-notice.ts';
import { WrittenTwice } from './written-twice.tsx';
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
  const box = useRef<HTMLTextAreaElement>(null);
  const openPlaces = placesIn(text);
  const isWritten = text.trim() !== '' || file !== null;
  const canSend = canWrite && tooMany === 0 && openPlaces.length === 0 && theirs === null && isWritten;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const [open] = openPlaces;
    if (open !== undefined) box.current?.setSelectionRange(open.from, open.to);
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
      <ReplyText
        conversationId={conversation.id}
        box={box}
        text={text}
        placeholder={placeholderOf(conversation, file !== null, t)}
        error={errorOf(tooMany, openPlaces, t)}
        disabled={!canWrite}
        onWrite={written => {
          draft.write(written);
          if (written !== '') typing.onType();
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

type T = ReturnType<typeof useTranslation<'composer'>>['t'];

/** Why it cannot be sent as it stands; null: it can. */
function errorOf(tooMany: number, open: readonly TextPlace[], t: T): string | null {
  if (tooMany > 0) return t('tooMany', { count: tooMany });
  const names = placeNames(open);
  return names.length === 0 ? null : t('canned.unresolved', { names: inList(names) });
}

function placeholderOf({ contact }: Conversation, hasFile: boolean, t: T): string {
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
