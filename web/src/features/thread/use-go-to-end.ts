import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { elsewhere } from '../conversation/index.ts';
import { threadQueries } from './queries.ts';

/** What leads to the newest message: where that is not loaded, the thread is loaded from its end. */
export function useGoToEnd(conversationId: string, hasNewer: boolean, toEnd: () => void): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () => {
    if (!hasNewer) {
      toEnd();
      return;
    }
    void navigate({ to: '.', search: elsewhere, replace: true });
    void queries.resetQueries({ queryKey: threadQueries.messages(conversationId).queryKey, exact: true });
  };
}
