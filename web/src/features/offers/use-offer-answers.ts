import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../lib/api/index.ts';
import { ApiError, answerOf, client } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';
import { showToast } from '../../ui/index.ts';
import { elsewhere, focusOpened, patchConversation } from '../conversation/index.ts';
import { offerQueries } from './queries.ts';

/** What an agent can do with an offer. `forget` puts it away here alone. */
export function useOfferAnswers({ id }: Offer) {
  const { t } = useTranslation('offers');
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { queryKey } = offerQueries.live();
  const forget = (): void => {
    queries.setQueryData(queryKey, known =>
      known === undefined ? known : { ...known, items: known.items.filter(each => each.id !== id) },
    );
  };
  /** It may have ended without this page having been told. */
  const onError = (error: Error): void => {
    if (!(error instanceof ApiError) || error.code !== 'offer_not_live') return;
    forget();
    showToast(t('over'), { meaning: 'warn' });
  };
  const params = { path: { id } };
  const accept = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/offers/{id}/accept', { params, body: {} })),
    onSuccess: conversation => {
      forget();
      patchConversation(queries, conversation, me);
      void navigate({ to: '/inbox/$conversationId', params: { conversationId: conversation.id }, search: elsewhere });
      focusOpened(conversation.id);
    },
    onError,
  });
  const reject = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/offers/{id}/reject', { params, body: {} })),
    onSuccess: forget,
    onError,
  });
  return { accept, reject, forget, readAgain: () => void queries.invalidateQueries({ queryKey }) };
}
