import { use } from 'react';
import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useIsWide } from '../../lib/use-is-wide.ts';
import { EmptyState, ErrorState, SkeletonList } from '../../ui/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { KeptText } from '../composer/index.ts';
import { SidePanel } from '../contact/index.ts';
import { allListed, conversationQueries, elsewhere, focusOpened } from '../conversation/index.ts';
import { RowsShown, rowBeside } from '../inbox/index.ts';
import { Thread } from '../thread/index.ts';
import classes from './opened.module.css';

/** The conversation of the address, also one that stands in no list. */
export function Opened() {
  const { conversationId = '' } = useParams({ strict: false });
  const { t } = useTranslation('inbox');
  return (
    <>
      <Link to="/inbox" search={elsewhere} className={classes['back'] ?? ''}>
        <IconArrowLeft size={16} aria-hidden />
        {t('back')}
      </Link>
      <ById key={conversationId} id={conversationId} />
    </>
  );
}

function ById({ id }: { readonly id: string }) {
  const { t } = useTranslation('inbox');
  const queries = useQueryClient();
  // As a list has it, until it is asked for.
  const listed = allListed(queries).find(each => each.id === id);
  const found = useQuery({
    ...conversationQueries.one(id),
    ...(listed === undefined ? {} : { placeholderData: listed }),
  });
  if (found.error instanceof ApiError && (found.error.status === 404 || found.error.status === 400))
    return (
      <EmptyState title={t('noSuch')}>
        <KeptText conversationId={id} why="not_yours" />
      </EmptyState>
    );
  if (found.data !== undefined) return <Shown conversation={found.data} />;
  return found.error === null ? (
    <SkeletonList rows={5} />
  ) : (
    <ErrorState error={found.error} what={t('theConversation')} onRetry={() => void found.refetch()} />
  );
}

/** @returns the conversation whose contact has waited longest for one's answer; null: none has, or it cannot be asked. */
const longestUnanswered = (except: string): Promise<string | null> =>
  answerOf(client.GET('/api/v1/conversations/next', { params: { query: { except } } })).then(
    ({ id }) => id,
    () => null,
  );

/** The thread, and beside it the panel, as far as there is room; what fails in one leaves the other. */
function Shown({ conversation }: { readonly conversation: Conversation }) {
  const isWide = useIsWide();
  const rowsShown = use(RowsShown);
  const router = useRouter();
  const { panel } = useSearch({ from: '/inbox' });
  const navigate = useNavigate();
  const { id } = conversation;
  // Who has waited longest for an answer comes first, then what stands beside it in the list. When it is closed it may
  // leave that: its place before counts.
  const wayOn = (): (() => void) => {
    const rows = rowsShown();
    const beside = rowBeside(rows, id, 1) ?? rowBeside(rows, id, -1);
    const waits = longestUnanswered(id);
    return () =>
      void waits.then(first => {
        const next = first ?? beside;
        // Who has gone elsewhere meanwhile stays there.
        if (next == null || !router.state.location.pathname.endsWith(id)) return;
        void navigate({ to: '/inbox/$conversationId', params: { conversationId: next }, search: elsewhere });
        focusOpened(next);
      });
  };
  const isPanelOpen = panel ?? isWide;
  const toggle = (): void => void navigate({ to: '.', search: before => ({ ...before, panel: !isPanelOpen }) });
  useShortcut({ id: 'conversation.panel', run: toggle });
  useShortcut({ id: 'conversation.leave', run: () => void navigate({ to: '/inbox', search: elsewhere }) });
  return (
    <div className={classes['opened']} data-panel={isPanelOpen || undefined}>
      <Boundary>
        <Thread conversation={conversation} isPanelOpen={isPanelOpen} onPanel={toggle} wayOn={wayOn} />
      </Boundary>
      {isPanelOpen && (
        <div className={classes['side']}>
          <Boundary>
            <SidePanel conversation={conversation} />
          </Boundary>
          {!isWide && <ClosePanel onClose={toggle} />}
        </div>
      )}
    </div>
  );
}

function ClosePanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('inbox');
  return (
    <Button variant="default" m="md" onClick={onClose}>
      {t('closePanel')}
    </Button>
  );
}
