import { useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';
import { afterOutbox } from '../../lib/outbox/index.ts';
import { patchConversation } from '../conversation/index.ts';

/**
 * A change of a conversation, after what was sent off in it: its answer is the conversation as it is then, which is shown
 * at once.
 */
export function useConversationChange<Variables = void>(
  conversationId: string,
  change: (variables: Variables) => Promise<Conversation>,
  onProblem: (error: Error | null) => void,
) {
  const queries = useQueryClient();
  const me = useMe();
  const isUnderWay = useRef(false);
  const mutation = useMutation({
    mutationFn: (variables: Variables) => afterOutbox(me.id, conversationId, () => change(variables)),
    onMutate: () => onProblem(null),
    onSettled: () => {
      isUnderWay.current = false;
    },
    onError: onProblem,
    onSuccess: conversation => patchConversation(queries, conversation, me),
  });
  /**
   * Once, however often it is pressed: a second press may mean something else by then.
   * @returns the conversation as it is then, also where what asked for it is not shown any more; null: it was not done.
   */
  const run = async (variables: Variables): Promise<Conversation | null> => {
    if (isUnderWay.current) return null;
    isUnderWay.current = true;
    return mutation.mutateAsync(variables).catch(() => null);
  };
  return { isPending: mutation.isPending, run, mutate: (variables: Variables): void => void run(variables) };
}
