import { memo } from 'react';
import { IconAt } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { contactName } from '../../lib/people.ts';
import { ago, inFull, lengthOf, useNow } from '../../lib/time.ts';
import type { RowFacts } from '../../ui/index.ts';
import { PersonPicture, StatusChip } from '../../ui/index.ts';
import { PLACE, Sentence } from '../../ui/sentence.tsx';
import { elsewhere } from '../conversation/index.ts';
import { chipsOf } from './chips.ts';
import classes from './inbox.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly queue: string | null;
  /** Who has it; null: nobody, or whoever looks. */
  readonly agent: string | null;
  /** The business number it came by; null: there is one only. */
  readonly number: string | null;
  /** Whether a note mentions whoever looks: `seen` or not; null: none does, or it is of no interest here. */
  readonly mention: 'seen' | 'unseen' | null;
  /** The message at which it is opened; null: at its end. */
  readonly opensAt: string | null;
  readonly isOpen: boolean;
  /** It is not of this view any more, and stands until the rows may move. */
  readonly isGone: boolean;
  readonly isPicked: boolean;
  /** The box is shown also where nobody points at the row. */
  readonly isPicking: boolean;
  readonly onPick: (id: string, withRange: boolean) => void;
  readonly target: RowFacts['target'];
}

/** One conversation in the list: who, when, what was said last by whom, and at most two facts. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { conversation, queue, agent, number, mention, opensAt, isOpen, isGone, isPicked, isPicking, onPick, target } =
    props;
  const { t } = useTranslation('inbox');
  const now = useNow();
  const { id, contact, lastMessage, unread, state } = conversation;
  const name = contactName(contact) ?? t('nameless');
  const isUnread = unread > 0 && state !== 'closed' && state !== 'archived';
  return (
    <>
      <PickBox id={id} name={name} isPicked={isPicked} isPicking={isPicking} onPick={onPick} />
      <Link
        to="/inbox/$conversationId"
        params={{ conversationId: id }}
        search={opensAt === null ? elsewhere : before => ({ ...before, message: opensAt })}
        className={classes['row'] ?? ''}
        data-on={isOpen || undefined}
        data-gone={isGone || undefined}
        aria-current={isOpen ? 'page' : undefined}
        {...target}
      >
        <PersonPicture name={name} />
        <div className={classes['facts']}>
          <div className={classes['top']}>
            <bdi className={classes['name']}>{name}</bdi>
            {lastMessage !== null && (
              <time className={classes['time']} dateTime={lastMessage.at} title={inFull(lastMessage.at)}>
                {ago(lastMessage.at, now)}
              </time>
            )}
            {isUnread && (
              <span className={classes['unread']}>
                <span aria-hidden>{unread}</span>
                <span className={classes['forReaders']}>{t('unread', { count: unread })}</span>
              </span>
            )}
          </div>
          <p className={classes['said']} dir="auto">
            <Preview conversation={conversation} />
          </p>
          <div className={classes['chips']}>
            {mention !== null && (
              <StatusChip meaning={mention === 'unseen' ? 'note' : 'quiet'} icon={IconAt}>
                {t(`mention.${mention}`)}
              </StatusChip>
            )}
            {chipsOf(conversation, now, queue).map(({ meaning, icon, words }) => (
              <StatusChip key={words.key} meaning={meaning} icon={icon}>
                {words.key === 'queue' ? <bdi>{words.name}</bdi> : t(`chip.${words.key}`, { time: lengthOf(words.ms) })}
              </StatusChip>
            ))}
            {number !== null && <bdi className={classes['beside']}>{number}</bdi>}
            {agent !== null && (
              <span className={classes['beside']}>
                <Sentence text={t('with', { name: PLACE })}>
                  <bdi>{agent}</bdi>
                </Sentence>
              </span>
            )}
          </div>
        </div>
      </Link>
    </>
  );
});

/** The box by which it is picked; keys do it, too. */
function PickBox({
  id,
  name,
  isPicked,
  isPicking,
  onPick,
}: Pick<Props, 'isPicked' | 'isPicking' | 'onPick'> & { readonly id: string; readonly name: string }) {
  const { t } = useTranslation('inbox');
  return (
    <input
      type="checkbox"
      className={classes['pick']}
      data-shown={isPicked || isPicking || undefined}
      aria-label={t('pick', { name })}
      tabIndex={-1}
      checked={isPicked}
      onChange={({ nativeEvent }) => onPick(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
    />
  );
}

/** What was last said; what the contact reacted with since then stands before it. */
function Preview({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('inbox');
  const words = useLastWords(conversation);
  const { reaction } = conversation;
  if (reaction === null || words === null) return <LastSaid conversation={conversation} />;
  return (
    <Sentence text={t('reacted', { emoji: reaction.emoji, words: PLACE })}>
      <bdi>{words}</bdi>
    </Sentence>
  );
}

/** Null where nothing was said. */
function useLastWords({ lastMessage }: Conversation): string | null {
  const kindName = useKindName();
  if (lastMessage === null) return null;
  return lastMessage.preview ?? (lastMessage.kind === null ? '' : kindName(lastMessage.kind));
}

/** What was last said, with who said it unless it was the contact. */
function LastSaid({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('inbox');
  const words = useLastWords(conversation);
  const { lastMessage, ai, state } = conversation;
  if (lastMessage === null || words === null) return <>{t('nothingSaid')}</>;
  if (lastMessage.direction === 'inbound') return <>{words}</>;
  const who = lastMessage.direction === 'internal' ? 'saidNote' : state === 'bot' && ai !== null ? 'saidAi' : 'saidUs';
  return (
    <Sentence text={t(who, { words: PLACE })}>
      <bdi>{words}</bdi>
    </Sentence>
  );
}
