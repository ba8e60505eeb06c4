import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { dayAndTime } from '../../lib/dates.ts';
import { useMe } from '../../lib/me.ts';
import { afterOutbox } from '../../lib/outbox/index.ts';
import { contactName } from '../../lib/people.ts';
import { showToast } from '../../ui/index.ts';
import { elsewhere, patchConversation } from '../conversation/index.ts';

/** Tells what was done with a conversation that goes out of sight by it, with the way back. */
export function useTold() {
  const { t } = useTranslation('thread');
  const queries = useQueryClient();
  const me = useMe();
  const navigate = useNavigate();
  const nameOf = ({ contact }: Conversation): string => contactName(contact) ?? t('nameless');
  const wake = (id: string): Promise<void> =>
    afterOutbox(me.id, id, () =>
      answerOf(client.POST('/api/v1/conversations/{id}/wake', { params: { path: { id } }, body: {} })),
    ).then(
      awake => patchConversation(queries, awake, me),
      (error: unknown) => void showToast(error instanceof Error ? error.message : String(error), { meaning: 'bad' }),
    );
  return {
    snoozed: (conversation: Conversation): void => {
      const until = conversation.deadlines.snoozedUntil;
      if (until === null) return;
      showToast(t('told.snoozed', { time: dayAndTime(until), name: nameOf(conversation) }), {
        onUndo: () => void wake(conversation.id),
      });
    },
    /** Nothing where it is in wrap-up first: it stays in its place until that ends. */
    closed: (conversation: Conversation): void => {
      if (conversation.state !== 'closed') return;
      // Reopened it would wait in its queue, where somebody else may get it: whoever wants that sees the conversation first.
      showToast(t('told.closed', { name: nameOf(conversation) }), {
        onOpen: () =>
          void navigate({
            to: '/inbox/$conversationId',
            params: { conversationId: conversation.id },
            search: elsewhere,
          }),
      });
    },
  };
}
