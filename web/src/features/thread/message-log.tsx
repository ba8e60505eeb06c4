import { Fragment, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { Button, Loader, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../lib/api/index.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import { ErrorState } from '../../ui/index.ts';
import { PendingMessages, newestInbound } from '../composer/index.ts';
import { EventFold } from './events/event-fold.tsx';
import { useToldEvents } from './events/use-told-events.ts';
import { folded, standsAt } from './folded.ts';
import { Gallery } from './kinds/gallery.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { threadQueries } from './queries.ts';
import { useFollowOwn } from './use-follow-own.ts';
import { useGoToEnd } from './use-go-to-end.ts';
import { useJump } from './use-jump.ts';
import { useLookedFor } from './use-looked-for.ts';
import { useNewMessages } from './use-new-messages.ts';
import { useSteadyScroll } from './use-steady-scroll.ts';
import classes from './thread.module.css';

/** So near to its beginning, older messages are loaded. */
const BEFORE_PX = 300;
const NONE: readonly Message[] = [];

interface Props {
  readonly conversation: Conversation;
  /** Null: nothing can be replied to here now. */
  readonly onQuote: ((messageId: string) => void) | null;
}

/** What was written, the oldest first; older messages are loaded on the way up. */
export function MessageLog({ conversation, onQuote }: Props) {
  const { t } = useTranslation('thread');
  const thread = useInfiniteQuery(threadQueries.messages(conversation.id));
  const messages = useMemo(() => thread.data?.pages.flatMap(({ items }) => items).reverse() ?? [], [thread.data]);
  const bubbles = useMemo(() => folded(messages), [messages]);
  const ids = useMemo(() => new Set(bubbles.map(({ id }) => id)), [bubbles]);
  const isWhole = thread.data !== undefined && !thread.hasNextPage;
  const hasNewer = thread.hasPreviousPage;
  const happened = useToldEvents(conversation.id, bubbles, isWhole);
  const { scroller, content, isAtEnd, toEnd, toMessage, onScroll } = useSteadyScroll();
  // What follows an older part of the thread is not new.
  const { unseen, announcement } = useNewMessages(hasNewer ? NONE : messages, ids, isAtEnd);
  const lookedFor = standsAt(bubbles, useLookedFor(conversation.id));
  const jump = useJump(toMessage, lookedFor);
  const goToEnd = useGoToEnd(conversation.id, hasNewer, toEnd);
  useFollowOwn(conversation.id, goToEnd);
  const isLoadingOlder = useRef(false);
  useEffect(() => {
    isLoadingOlder.current = thread.isFetchingNextPage;
  }, [thread.isFetchingNextPage]);
  const loadNewer = (): void => {
    const frame = scroller.current;
    const below = frame === null ? Infinity : frame.scrollHeight - frame.scrollTop - frame.clientHeight;
    if (below < BEFORE_PX && hasNewer && !thread.isFetching) void thread.fetchPreviousPage();
  };
  // Whoever stands at the lower end already scrolls no further.
  const onFetched = useEffectEvent(loadNewer);
  useEffect(() => onFetched(), [thread.isFetching]);
  const scrolled = (): void => {
    onScroll();
    loadNewer();
    const top = scroller.current?.scrollTop ?? 0;
    if (top > BEFORE_PX || !thread.hasNextPage || isLoadingOlder.current) return;
    isLoadingOlder.current = true;
    void thread.fetchNextPage();
  };
  const fold = (before: string | null) => {
    const events = happened.get(before);
    return events !== undefined && <EventFold key={events[0]?.seq} conversation={conversation} events={events} />;
  };
  return (
    <div className={classes['log']}>
      {/* Focusable, so that it can be scrolled by keys. */}
      <div
        ref={scroller}
        className={classes['scroller']}
        onScroll={scrolled}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('messages')}
        aria-busy={thread.isPending}
      >
        <div ref={content} className={classes['messages']}>
          {thread.isFetchingNextPage && <Loader role="status" size="sm" mx="auto" aria-label={t('loadingOlder')} />}
          {!thread.hasNextPage && messages.length > 0 && <p className={classes['begin']}>{t('begin')}</p>}
          <Gallery messages={bubbles}>
            {bubbles.map((message, place) => (
              <Fragment key={message.id}>
                <Day message={message} before={bubbles[place - 1]} />
                {fold(message.id)}
                <MessageBubble
                  conversation={conversation}
                  message={message}
                  onQuote={onQuote}
                  onJump={jump.to}
                  isLookedFor={message.id === lookedFor}
                  lit={jump.lit?.id === message.id ? jump.lit.number : undefined}
                />
              </Fragment>
            ))}
          </Gallery>
          {!hasNewer && fold(null)}
          <PendingMessages
            conversationId={conversation.id}
            newest={newestInbound(thread.data?.pages.flatMap(({ items }) => items))}
          />
          {thread.isPending && <Loader role="status" size="sm" mx="auto" my="xl" aria-label={t('loading')} />}
          {thread.data === undefined && thread.error !== null && (
            <ErrorState error={thread.error} what={t('messages')} onRetry={() => void thread.refetch()} />
          )}
        </div>
      </div>
      <ToEnd
        isShown={!isAtEnd || hasNewer}
        unseen={unseen}
        onClick={() => {
          goToEnd();
          scroller.current?.focus({ preventScroll: true });
        }}
      />
      {/* Read out once, whatever the list does; a new element, so that the same words count as a change. */}
      <VisuallyHidden role="status" aria-live="polite">
        <span key={announcement.number}>{announcement.text}</span>
      </VisuallyHidden>
    </div>
  );
}

interface ToEndProps {
  readonly isShown: boolean;
  /** How many messages nobody has seen. */
  readonly unseen: number;
  readonly onClick: () => void;
}

/** Leads to the newest message. It stays while it has the keyboard, which would go astray with it. */
function ToEnd({ isShown, unseen, onClick }: ToEndProps) {
  const { t } = useTranslation('thread');
  const [hasFocus, setFocus] = useState(false);
  if (!isShown && !hasFocus) return null;
  return (
    <Button
      className={classes['toEnd'] ?? ''}
      size="compact-sm"
      variant="default"
      leftSection={<IconArrowDown size={14} aria-hidden />}
      onClick={onClick}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
    >
      {unseen === 0 ? t('toEnd') : t('newMessages', { count: unseen })}
    </Button>
  );
}

function Day({ message, before }: { readonly message: Message; readonly before: Message | undefined }) {
  const now = useNow();
  const day = dayOf(message.at, now);
  return before !== undefined && dayOf(before.at, now) === day ? null : <h3 className={classes['day']}>{day}</h3>;
}
