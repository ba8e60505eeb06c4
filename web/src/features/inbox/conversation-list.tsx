import type { ReactNode, RefObject } from 'react';
import { useMemo } from 'react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import type { DataListHandle } from '../../ui/index.ts';
import { DataList, EmptyState } from '../../ui/index.ts';
import type { View } from '../conversation/index.ts';
import { conversationQueries, countOf, elsewhere } from '../conversation/index.ts';
import { mentionQueries } from '../mentions/index.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { Picking } from './listed.ts';
import { rowBeside } from './row-beside.ts';

const idOf = ({ id }: Conversation): string => id;

export interface ConversationListProps {
  readonly ref: RefObject<DataListHandle | null>;
  readonly view: View;
  readonly openId: string | null;
  readonly picking: Picking;
  /** Instead of the view’s own. */
  readonly query?: ReturnType<typeof conversationQueries.list>;
  /** Instead of the view’s own words. */
  readonly empty?: ReactNode;
}

/** The rows of a view. */
export function ConversationList(props: ConversationListProps) {
  const { ref: list, view, openId, picking, query = conversationQueries.list(view) } = props;
  const { t } = useTranslation('inbox');
  const navigate = useNavigate();
  const found = useInfiniteQuery(query);
  const me = useMe();
  const queues = useQuery(directoryQueries.queues());
  const agents = useQuery(directoryQueries.agents());
  const people = useMemo(() => new Map(agents.data?.items.map(({ id, name }) => [id, name])), [agents.data]);
  const names = useMemo(() => new Map(queues.data?.items.map(({ id, name }) => [id, name])), [queues.data]);
  const mentions = useQuery(mentionQueries.unseen());
  // The first one that is still to be seen: the earlier ones come later in the answer.
  const unseen = useMemo(
    () => new Map(mentions.data?.items.map(({ conversationId, messageId }) => [conversationId, messageId])),
    [mentions.data],
  );
  const mentionOf = (id: string): 'seen' | 'unseen' | null => {
    if (unseen.has(id)) return 'unseen';
    return view === 'mentions' && mentions.data?.nextCursor === null ? 'seen' : null;
  };
  const items = useMemo(() => found.data?.pages.flatMap(page => page.items) ?? [], [found.data]);
  const hasNumbers = useMemo(() => new Set(items.map(({ number }) => number.id)).size > 1, [items]);
  const { data: counts } = useQuery(conversationQueries.counts());
  // Nobody counts what is narrowed, nor those in which one was mentioned at any time.
  const isCounted = counts !== undefined && props.query === undefined && view !== 'mentions';
  const total = isCounted ? countOf(view, counts) : null;
  // From the one that is open, the next one is opened, as one sees them; otherwise the keyboard goes along the list.
  const step = (by: 1 | -1): void => {
    const to = rowBeside(list.current?.rows() ?? [], openId, by);
    if (to === undefined) {
      // Whoever comes from elsewhere begins with the first row.
      if (document.activeElement?.closest('[role=list]') == null) list.current?.focus();
      else list.current?.move(by);
      return;
    }
    if (to === null) return;
    void navigate({ to: '/inbox/$conversationId', params: { conversationId: to }, search: elsewhere });
  };
  useShortcut({ id: 'inbox.next', run: () => step(1) });
  useShortcut({ id: 'inbox.previous', run: () => step(-1) });
  return (
    <DataList
      ref={list}
      label={t('conversations')}
      items={items}
      idOf={idOf}
      rowHeight={84}
      total={found.hasNextPage ? total : items.length}
      onEnd={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
      isLoading={found.isPending || found.isFetchingNextPage}
      error={found.error}
      onRetry={() => void (found.data === undefined ? found.refetch() : found.fetchNextPage())}
      empty={props.empty ?? <EmptyState title={t(`empty.${view}`)} />}
    >
      {(conversation, { target, isGone }) => (
        <ConversationRow
          conversation={conversation}
          queue={names.get(conversation.queueId ?? '') ?? null}
          agent={conversation.agentId === me.id ? null : (people.get(conversation.agentId ?? '') ?? null)}
          number={hasNumbers ? conversation.number.name : null}
          mention={mentionOf(conversation.id)}
          opensAt={view === 'mentions' ? (unseen.get(conversation.id) ?? null) : null}
          isOpen={conversation.id === openId}
          isGone={isGone}
          isPicked={picking.picked.has(conversation.id)}
          isPicking={picking.isPicking}
          onPick={picking.onPick}
          target={target}
        />
      )}
    </DataList>
  );
}
