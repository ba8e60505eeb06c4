import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Agent } from './api/index.ts';
import { answerOf, client } from './api/index.ts';
import { directoryQueries } from './directory.ts';
import { useMe } from './me.ts';

const AWAY = ['missed_offers', 'connection_lost'] as const;

/** Why an agent was set away without having said so; undefined: it was not. */
export const wasSetAway = (agent: Agent | undefined): (typeof AWAY)[number] | undefined =>
  agent?.presence === 'away' ? AWAY.find(each => each === agent.presenceReason) : undefined;

/** Oneself as an agent, as the server has it, and how to say whether one takes conversations. */
export function useOwnPresence(isAgent: boolean) {
  const me = useMe();
  const queries = useQueryClient();
  const agents = useQuery({ ...directoryQueries.agents(), enabled: isAgent });
  const change = useMutation({
    mutationFn: (presence: Agent['presence']) => answerOf(client.PUT('/api/v1/me/presence', { body: { presence } })),
    onSuccess: now =>
      queries.setQueryData(directoryQueries.agents().queryKey, known =>
        known === undefined
          ? known
          : { ...known, items: known.items.map(agent => (agent.id === now.id ? now : agent)) },
      ),
  });
  return { own: agents.data?.items.find(({ id }) => id === me.id), change };
}
