import { useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { draftOf } from '../../lib/drafts/index.ts';
import { useKindName } from '../../lib/kind-names.ts';
import { useMe } from '../../lib/me.ts';
import { ErrorNote } from '../../ui/index.ts';
import { Composer } from '../composer/index.ts';
import { Collision, useLook } from '../company/index.ts';
import { useSeeMentions } from '../mentions/index.ts';
import { ConversationActions } from './conversation-actions.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { MessageLog } from './message-log.tsx';
import { wordsOf } from './message-words.ts';
import { threadQueries } from './queries.ts';
import { useMarkAsRead } from './use-mark-as-read.ts';
import { useThreadRights } from './use-thread-rights.ts';
import classes from './thread.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly isPanelOpen: boolean;
  readonly onPanel: () => void;
  /** Looks which conversation comes after this one in the list. @returns what opens it. */
  readonly wayOn: () => () => void;
}

/** One conversation: who it is, what was written, and where one writes. */
export function Thread({ conversation, isPanelOpen, onPanel, wayOn }: Props) {
  const { t } = useTranslation('thread');
  const me = useMe();
  const kindName = useKindName();
  const rights = useThreadRights(conversation);
  const [problem, setProblem] = useState<Error | null>(null);
  const thread = useInfiniteQuery(threadQueries.messages(conversation.id));
  const messages = thread.data?.pages.flatMap(({ items }) => items);
  useMarkAsRead(conversation, rights.isOwn && rights.mayReply, messages);
  useSeeMentions(conversation.id, messages);
  useLook(me.id, conversation.id);
  const quote = (id: string): void => draftOf(me.id, conversation.id, 'reply').quote(id);
  return (
    <div className={classes['thread']} data-alone={!isPanelOpen || undefined}>
      <ConversationHeader
        conversation={conversation}
        actions={
          <>
            <ConversationActions conversation={conversation} rights={rights} onProblem={setProblem} wayOn={wayOn} />
            <ActionIcon
              variant="subtle"
              color="quiet"
              size="md"
              aria-label={isPanelOpen ? t('hidePanel') : t('showPanel')}
              aria-expanded={isPanelOpen}
              onClick={onPanel}
            >
              <IconLayoutSidebarRight size={18} aria-hidden />
            </ActionIcon>
          </>
        }
      />
      {problem !== null && <ErrorNote error={problem} onDismiss={() => setProblem(null)} />}
      <MessageLog conversation={conversation} onQuote={rights.mayReply ? quote : null} />
      {conversation.number.sendingPaused && (
        <p className={classes['paused']} role="status">
          {t('numberPaused')}
        </p>
      )}
      <Collision conversationId={conversation.id} />
      <Composer
        conversation={conversation}
        messages={messages}
        mayReply={rights.mayReply}
        isOwn={rights.isOwn}
        wordsOf={message => wordsOf(message, t, kindName)}
      />
    </div>
  );
}
