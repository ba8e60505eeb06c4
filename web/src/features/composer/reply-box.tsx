import type { ClipboardEvent, RefObject, SyntheticEvent } from 'react';
import { Suspense, lazy, useEffect, useLayoutEffect, useRef } from 'react';
import { Alert, CloseButton, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../lib/api/index.ts';
import type { Draft, DraftState } from '../../lib/drafts/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { limitOf } from '../../lib/outbox/index.ts';
import { contactName } from '../../lib/people.ts';
import type { TextPlace } from '../../lib/places.ts';
import { placeNames, placesIn } from '../../lib/places.ts';
import { useSignal } from '../../lib/signals.ts';
import { inList } from '../../lib/time.ts';
import { chooseFiles } from './choose-files.ts';
import type { Choosing } from './choosing.ts';
import { chosenFiles, isAwaited } from './chosen-files.ts';
import { ReplacedText } from './replaced-text.tsx';
import { ReplyText } from './reply-text.tsx';
import { ReplyTools } from './reply-tools.tsx';
import { interactiveForms } from './interactive/interactive-forms.ts';
import { useOvertaken } from './use-overtaken.ts';
import { useDroppedFiles } from './use-dropped-files.ts';
import { useTypingNotice } from './use-typing-notice.ts';
import { templateForms } from './template-forms.ts';
import classes from './composer.module.css';

/** Loaded when they are looked for: most of the time one writes. */
const TemplateForm = lazy(() => import('./template-form.tsx').then(module => ({ default: module.TemplateForm })));
const ChosenList = lazy(() => import('./when-needed.ts').then(module => ({ default: module.ChosenList })));
const WrittenTwice = lazy(() => import('./when-needed.ts').then(module => ({ default: module.WrittenTwice })));
const InteractiveForm = lazy(() => import('./when-needed.ts').then(module => ({ default: module.InteractiveForm })));

interface Props {
  readonly conversation: Conversation;
  readonly isOwn: boolean;
  readonly choosing: Choosing;
  readonly onChoosing: (choosing: Choosing) => void;
  readonly draft: Draft;
  readonly state: DraftState;
  /** Newest first; undefined: they are not shown yet. */
  readonly messages: readonly Message[] | undefined;
  /** The customer's newest message that is shown; undefined: none are shown. */
  readonly answers: string | null | undefined;
  /** The message that is replied to. */
  readonly quotedWords: string;
  readonly onSend: () => void;
  /** The box goes while somebody writes in it. */
  readonly onGone: () => void;
}

/** A reply to the contact: text, files, a template, or something to choose from. */
export function ReplyBox(props: Props) {
  const { conversation, choosing, onChoosing, answers } = props;
  const wanted = useSignal((choosing === 'template' ? templateForms : interactiveForms).wanted);
  if (choosing === null) return <TextReply {...props} />;
  const Form = choosing === 'template' ? TemplateForm : InteractiveForm;
  return (
    <Suspense fallback={<Loader size="sm" />}>
      <Form
        // One that came back is shown at once.
        key={wanted?.count}
        conversation={conversation}
        answers={answers}
        onSent={() => onChoosing(null)}
        onCancel={() => onChoosing(null)}
      />
    </Suspense>
  );
}

/** Files that are pasted. Where there is text, too, as from a table, that is meant, unless it only names the files. */
function pastedFiles({ clipboardData }: ClipboardEvent): readonly File[] {
  const files = [...clipboardData.files];
  const lines = clipboardData.getData('text/plain').split(/\r?\n/);
  return lines.every(line => line === '' || files.some(({ name }) => line.endsWith(name))) ? files : [];
}

function TextReply({ conversation, isOwn, messages, onChoosing, draft, state, quotedWords, onSend, onGone }: Props) {
  const { t } = useTranslation('composer');
  const { text, quotes, files, notice, theirs } = state;
  const chosen = useSignal(chosenFiles).get(conversation.id) ?? [];
  const typing = useTypingNotice(conversation.id, isOwn);
  const canWrite = !conversation.number.sendingPaused;
  const tooMany = Math.max(0, text.length - limitOf(files));
  const box = useRef<HTMLTextAreaElement>(null);
  useGone(box, onGone);
  const openPlaces = placesIn(text);
  const isWritten = text.trim() !== '' || files.length > 0;
  const overtaken = useOvertaken(messages, !isWritten);
  const isWhole = tooMany === 0 && openPlaces.length === 0 && !chosen.some(isAwaited);
  const canSend = canWrite && isWhole && theirs === null && isWritten;
  const choose = (taken: readonly File[]): void => chooseFiles(conversation.id, taken, draft);
  const isOver = useDroppedFiles(choose, canWrite);
  const write = (written: string): void => {
    draft.write(written);
    if (written !== '') typing.onType();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const [open] = openPlaces;
    if (open !== undefined) box.current?.setSelectionRange(open.from, open.to);
    if (!canSend || !overtaken.maySend()) return;
    typing.onSend();
    onSend();
    // The button has nothing to send any more, and lets the keyboard go.
    if (text !== '') box.current?.focus();
  };
  return (
    <form
      className={classes['form']}
      data-over={isOver || undefined}
      onSubmit={submit}
      onPaste={event => {
        const pasted = canWrite ? pastedFiles(event) : [];
        if (pasted.length === 0) return;
        event.preventDefault();
        choose(pasted);
      }}
    >
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
      {theirs !== null && (
        <Suspense fallback={<Loader size="sm" />}>
          <WrittenTwice draft={draft} theirs={theirs} />
        </Suspense>
      )}
      {overtaken.by !== null && <Overtaken authorId={overtaken.by.authorId} />}
      <ReplacedText conversationId={conversation.id} draft={draft} state={state} />
      {quotes !== null && (
        <Attached
          label={t('repliesTo', { words: quotedWords })}
          remove={t('removeQuote')}
          onRemove={() => draft.quote(null)}
        />
      )}
      {files.map(({ id, fileName }) => (
        <Attached
          key={id}
          label={fileName ?? t('file')}
          remove={files.length === 1 ? t('removeFile') : t('removeThisFile', { name: fileName ?? t('file') })}
          onRemove={() => draft.detach(id)}
        />
      ))}
      {chosen.length > 0 && (
        <Suspense fallback={<Loader size="sm" />}>
          <ChosenList conversationId={conversation.id} files={chosen} draft={draft} />
        </Suspense>
      )}
      {isOver && <p className={classes['dropHere']}>{t('dropHere')}</p>}
      <ReplyText
        conversationId={conversation.id}
        box={box}
        text={text}
        placeholder={placeholderOf(conversation, files.length > 0, t)}
        error={errorOf(tooMany, openPlaces, t)}
        disabled={!canWrite}
        onWrite={write}
      />
      <ReplyTools
        box={box}
        state={state}
        canWrite={canWrite}
        canSend={canSend}
        onFiles={choose}
        onWrite={write}
        onChoosing={onChoosing}
      />
    </form>
  );
}

/** Tells that a box is taken out of the page while it has the keyboard. */
function useGone(box: RefObject<HTMLElement | null>, onGone: () => void): void {
  const latest = useRef(onGone);
  useEffect(() => {
    latest.current = onGone;
  });
  // Before it is taken out: after that nobody has the focus any more.
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      if (element !== null && element === document.activeElement) latest.current();
    };
  }, [box]);
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

/** The question whether a reply still answers although a colleague has replied meanwhile. */
function Overtaken({ authorId }: Pick<Message, 'authorId'>) {
  const { t } = useTranslation('composer');
  const agents = useQuery(directoryQueries.agents());
  const name = agents.data?.items.find(({ id }) => id === authorId)?.name ?? t('administrator');
  return (
    <Alert color="warn" role="alert">
      {t('overtaken', { name })}
    </Alert>
  );
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
