import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { every } from '../../../lib/api/index.ts';
import { useMe } from '../../../lib/me.ts';
import { serverNow } from '../../../lib/server-clock.ts';
import { EmptyState } from '../../../ui/index.ts';
import type { Belongs } from '../../conversation/index.ts';
import { conversationQueries } from '../../conversation/index.ts';
import type { ConversationListProps } from '../conversation-list.tsx';
import { ConversationList } from '../conversation-list.tsx';
import { fits, readNarrowed } from './narrowed.ts';

const MINUTE = 60_000;

/** The rows of a view that is narrowed. */
export function NarrowedList({ only, ...props }: ConversationListProps & { readonly only: object }) {
  const { t } = useTranslation('lists');
  const me = useMe();
  const { view } = props;
  const query = useMemo(() => {
    const narrowed = readNarrowed(only);
    const { text, ...rest } = narrowed;
    // Names that a conversation does not tell are looked through, too.
    const belongs: Belongs = (conversation, isListed) =>
      fits(isListed ? rest : narrowed, conversation, me, serverNow());
    // No event tells that time has passed, which tags a contact has, nor all of its names.
    const goesStale = [narrowed.sla, narrowed.window, narrowed.tag, text].some(each => each !== undefined);
    return {
      ...conversationQueries.list(view, narrowed),
      meta: { belongs },
      ...(goesStale ? { staleTime: 0, refetchInterval: every(MINUTE) } : {}),
    };
  }, [only, view, me]);
  return <ConversationList {...props} query={query} empty={<EmptyState title={t('noneFits')} />} />;
}
