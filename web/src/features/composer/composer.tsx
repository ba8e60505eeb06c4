import type { RefObject } from 'react';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { Loader, Tabs } from '@mantine/core';
import { IconMessage, IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../lib/api/index.ts';
import { awaitBox, useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { joined, useDraft } from '../../lib/drafts/index.ts';
import { useKept } from '../../lib/kept.ts';
import { useMe } from '../../lib/me.ts';
import type { Used } from '../../lib/outbox/index.ts';
import { wereSent } from '../../lib/outbox/index.ts';
import { lengthOf, useNow } from '../../lib/time.ts';
import { KeptText } from './kept-text.tsx';
import { newestInbound } from './newest-inbound.ts';
import type { Choosing } from './choosing.ts';
import { ReplyBox } from './reply-box.tsx';
import { keepReplaced } from './replaced-text.tsx';
import { notBeforeOf, useUndoSeconds } from './undo-send.ts';
import { useSending } from './use-sending.ts';
import { useHasAi } from './use-suggestions.ts';
import { useUndoKey } from './use-undo-key.ts';
import { interactiveForms } from './interactive/interactive-forms.ts';
import { templateForms } from './template-forms.ts';
import classes from './composer.module.css';

/** Loaded when it is looked for: most of the time one replies. */
const loadNoteBox = () => import('./note-box.tsx');
const loadTemplateForm = () => import('./template-form.tsx');
/** Only where the AI is on. */
const AiDraft = lazy(() => import('./ai-draft.tsx').then(module => ({ default: module.AiDraft })));
const NoteBox = lazy(() => loadNoteBox().then(module => ({ default: module.NoteBox })));
const TemplateForm = lazy(() => loadTemplateForm().then(module => ({ default: module.TemplateForm })));

interface Props {
  readonly conversation: Conversation;
  /** Newest first; undefined: they are not shown yet. */
  readonly messages: readonly Message[] | undefined;
  readonly mayReply: boolean;
  readonly isOwn: boolean;
  readonly wordsOf: (message: Message) => string;
}

/**
 * For how long the customer-service window has been closed, in milliseconds; a page that is left open goes on by itself.
 * Null: it is open. Infinity: it never was.
 */
function useClosedFor({ window }: Conversation): number | null {
  const now = useNow();
  if (window.expiresAt === null) return Infinity;
  const since = now - Date.parse(window.expiresAt);
  return window.open && since < 0 ? null : Math.max(0, since);
}

/** The first field of a form. */
const FIELD = 'form input:not([type=file])';

/** So long letters are kept for a box that is still to come. */
const AWAITED_MS = 3_000;

/** A box that is to have the keyboard: letters that are typed meanwhile would mean something else. */
interface WantedBox {
  readonly tab: 'reply' | 'note';
  readonly box: string;
}

/** Gives a box the keyboard as soon as it is there, whenever what it belongs to is loaded. @returns how to ask for it. */
function useWantedBox(place: RefObject<HTMLElement | null>): (wanted: WantedBox | null) => void {
  const [wanted, want] = useState<WantedBox | null>(null);
  useEffect(() => {
    const section = place.current;
    if (wanted === null || section === null) return;
    const isGiven = (): boolean => {
      const box = section.dataset['tab'] === wanted.tab ? section.querySelector<HTMLElement>(wanted.box) : null;
      box?.focus();
      return box !== null;
    };
    if (isGiven()) return;
    const end = awaitBox();
    const timer = setTimeout(end, AWAITED_MS);
    const observer = new MutationObserver(() => {
      if (!isGiven()) return;
      observer.disconnect();
      end();
    });
    observer.observe(section, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      clearTimeout(timer);
      end();
    };
  }, [place, wanted]);
  return want;
}

/** Where one writes: to the contact while that is possible, or to colleagues. */
export function Composer({ conversation, messages, mayReply, isOwn, wordsOf }: Props) {
  const { t } = useTranslation('composer');
  const me = useMe();
  const [tab, setTab] = useKept<'reply' | 'note'>(`composer-tab:${conversation.id}`, 'reply');
  const [draft, state] = useDraft(me.id, conversation.id, 'reply');
  const { outbox, entries, sendOff } = useSending(conversation.id, draft, 'reply');
  const closedFor = useClosedFor(conversation);
  const isOpen = closedFor === null;
  const [choosing, setChoosing] = useState<Choosing>(() => (templateForms.isBack(conversation.id) ? 'template' : null));
  const undoSeconds = useUndoSeconds();
  const place = useRef<HTMLElement>(null);
  const wantBox = useWantedBox(place);
  const go =
    (to: 'reply' | 'note', wanted: Choosing = null) =>
    () => {
      setTab(to);
      setChoosing(wanted);
      wantBox({ tab: to, box: wanted === null ? 'textarea' : FIELD });
    };
  const choose = (value: string | null): void => {
    setTab(value === 'note' ? 'note' : 'reply');
    wantBox(null);
  };
  // Before somebody asks for them by a key, and types on.
  useEffect(() => {
    for (const load of [loadNoteBox, loadTemplateForm]) load().catch(() => undefined);
  }, []);
  useEffect(() =>
    templateForms.wanted.subscribe(() => {
      if (templateForms.wanted.get()?.conversationId === conversation.id) go('reply', 'template')();
    }),
  );
  useEffect(() =>
    interactiveForms.wanted.subscribe(() => {
      if (interactiveForms.wanted.get()?.conversationId === conversation.id) go('reply', 'interactive')();
    }),
  );
  useShortcut({ id: 'conversation.reply', run: go('reply'), enabled: mayReply && isOpen });
  useShortcut({ id: 'conversation.note', run: go('note') });
  useShortcut({ id: 'conversation.template', run: go('reply', 'template'), enabled: mayReply });
  useShortcut({
    id: 'composer.leave',
    run: () => place.current?.closest('main')?.focus(),
    within: place,
  });
  useUndoKey(outbox, conversation.id, place, { tab, choosing, text: state.text });
  const quoted = messages?.find(({ id }) => id === state.quotes);
  const newest = newestInbound(messages);
  // What stands in the box, is under way or arrived: used once more, the customer would have it twice.
  const isUsed = (id: string): boolean =>
    state.used?.id === id || wereSent(id) || entries.some(({ used }) => used?.id === id);
  /** The same words put better take their place; anything else comes beside what is written. */
  const use = (used: Used, rewritten: string | null): void => {
    const isInstead = rewritten !== null && rewritten === state.text;
    if (isInstead) keepReplaced(conversation.id, state);
    draft.replace(isInstead ? used.text : joined(state.text, used.text), used);
    // There it is read, changed and sent.
    setChoosing(null);
    wantBox({ tab: 'reply', box: 'textarea' });
  };
  const hasAi = useHasAi(conversation);
  return (
    <section ref={place} className={classes['composer']} aria-label={t('composer')} data-tab={tab}>
      {mayReply && isOpen && hasAi && tab === 'reply' && (
        <Suspense>
          <AiDraft
            conversationId={conversation.id}
            messages={messages}
            text={state.text}
            isUsed={isUsed}
            contactId={conversation.contact.id}
            onUse={use}
          />
        </Suspense>
      )}
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="reply" leftSection={<IconMessage size={14} aria-hidden />}>
            {t('reply')}
          </Tabs.Tab>
          <Tabs.Tab value="note" leftSection={<IconNote size={14} aria-hidden />}>
            {t('note.name')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="reply">
          {!mayReply && (
            <>
              <KeptText conversationId={conversation.id} why="not_yours" />
              <p className={classes['hint']}>{t('notYours')}</p>
            </>
          )}
          {mayReply && closedFor !== null && (
            <>
              <KeptText conversationId={conversation.id} why="window" />
              <p className={classes['hint']}>
                {closedFor === Infinity ? t('neverOpen') : t('closedSince', { time: lengthOf(closedFor) })}
              </p>
              <Suspense fallback={<Loader size="sm" />}>
                <TemplateForm conversation={conversation} answers={newest} />
              </Suspense>
            </>
          )}
          {mayReply && isOpen && (
            <ReplyBox
              conversation={conversation}
              isOwn={isOwn}
              choosing={choosing}
              onChoosing={wanted => go('reply', wanted)()}
              messages={messages}
              draft={draft}
              state={state}
              answers={newest}
              quotedWords={quoted === undefined ? t('aMessage') : wordsOf(quoted)}
              // The window has closed on who writes: the next letters are not to be taken for keys.
              onGone={() => wantBox({ tab: 'reply', box: FIELD })}
              onSend={() => sendOff({ kind: 'reply' }, newest, notBeforeOf(undoSeconds))}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="note">
          <Suspense fallback={<Loader size="sm" />}>
            <NoteBox conversation={conversation} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
