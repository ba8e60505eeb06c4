import type { SyntheticEvent } from 'react';
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Colleague, Conversation } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useDraft } from '../../lib/drafts/index.ts';
import { useKept } from '../../lib/kept.ts';
import { useMe } from '../../lib/me.ts';
import type { Addressee } from '../../lib/outbox/index.ts';
import { Consults } from './consults.tsx';
import { mentionedIn } from './mentioned.ts';
import { NoteText } from './note-text.tsx';
import { colleagueQueries } from './queries.ts';
import { useSending } from './use-sending.ts';
import { WrittenTwice } from './written-twice.tsx';
import classes from './composer.module.css';

/** The API's limit of a note. */
const NOTE_LIMIT = 10_000;
/** All colleagues who see the conversation; one; or one who is to see it, and to answer. */
const KINDS = ['note', 'whisper', 'consult'] as const;
type Kind = (typeof KINDS)[number];
const NOBODY: readonly Colleague[] = [];

/** What colleagues say to each other about a conversation; the contact never sees it. */
export function NoteBox({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('composer');
  const me = useMe();
  const [kind, setKind] = useKept<Kind>(`note-kind:${conversation.id}`, 'note');
  const [agentId, setAgentId] = useKept<string | null>(
    `note-whom:${conversation.id}`,
    conversation.agentId === me.id ? null : conversation.agentId,
  );
  const [draft, { text, theirs, kept }] = useDraft(me.id, conversation.id, 'note');
  const { sendOff } = useSending(conversation.id, draft, 'note');
  const agents = useQuery(directoryQueries.agents());
  const tooMany = Math.max(0, text.length - NOTE_LIMIT);
  const colleaguesHere = useQuery({ ...colleagueQueries.of(conversation.id), enabled: kind === 'note' });
  const people = (colleaguesHere.data?.items ?? NOBODY).filter(({ id }) => id !== me.id);
  const to = addresseeOf(kind, agentId, mentionedIn(text, people));
  const canWrite = to !== null && tooMany === 0 && theirs === null && text.trim() !== '';
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!canWrite) return;
    sendOff(to, null);
    // The button has nothing to send any more, and lets the keyboard go.
    event.currentTarget.querySelector('textarea')?.focus();
  };
  const colleagues = (agents.data?.items ?? [])
    .filter(({ id }) => id !== me.id)
    .map(({ id, name, presence }) => ({
      value: id,
      label: t('colleague', { name, presence: t(`presence.${presence}`) }),
    }));
  return (
    <div className={classes['note']}>
      <Consults conversationId={conversation.id} />
      <form className={classes['form']} onSubmit={submit}>
        <div className={classes['tools']}>
          <Select
            aria-label={t('noteKind')}
            allowDeselect={false}
            data={KINDS.map(value => ({ value, label: t(`note.${value}`) }))}
            value={kind}
            onChange={value => setKind(value as Kind)}
          />
          {kind !== 'note' && (
            <Select
              aria-label={t('colleagueField')}
              placeholder={t('chooseColleague')}
              searchable
              data={colleagues}
              value={agentId}
              onChange={setAgentId}
            />
          )}
        </div>
        {theirs !== null && <WrittenTwice draft={draft} theirs={theirs} />}
        <NoteText
          text={text}
          people={kind === 'note' ? people : NOBODY}
          placeholder={t(`noteHint.${kind}`)}
          error={tooMany === 0 ? null : t('tooManyNote', { count: tooMany })}
          onWrite={written => draft.write(written)}
        />
        <div className={classes['tools']}>
          <span className={classes['kept']}>{text === '' || kept === 'loading' ? '' : t(`keptAt.${kept}`)}</span>
          <Button type="submit" disabled={!canWrite}>
            {t(`write.${kind}`)}
          </Button>
        </div>
      </form>
    </div>
  );
}

/** Null: it is still to be said who. */
function addresseeOf(kind: Kind, agentId: string | null, mentions: readonly string[]): Addressee | null {
  if (kind === 'note') return { kind: 'note', privateTo: [], mentions };
  if (agentId === null) return null;
  return kind === 'whisper' ? { kind: 'note', privateTo: [agentId] } : { kind: 'consult', agentId };
}
