import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../lib/api/index.ts';
import { answerOf, client } from '../lib/api/index.ts';
import { directoryQueries } from '../lib/directory.ts';
import { useMe } from '../lib/me.ts';

export const PRESENCES = [
  { value: 'online', meaning: 'ok' },
  { value: 'busy', meaning: 'bad' },
  { value: 'away', meaning: 'warn' },
  { value: 'offline', meaning: 'quiet' },
] as const;
const AWAY = ['missed_offers', 'connection_lost'] as const;

/** Whether one takes conversations, as the server has it, in a word that says why; and how to say so. */
export function usePresence() {
  const { t } = useTranslation('app');
  const me = useMe();
  const queries = useQueryClient();
  const isAgent = me.role === 'AGENT';
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
  const own = agents.data?.items.find(({ id }) => id === me.id);
  const presence = PRESENCES.find(({ value }) => value === own?.presence) ?? PRESENCES[3];
  const reason = own?.presence === 'away' ? AWAY.find(each => each === own.presenceReason) : undefined;
  const word = reason === undefined ? t(`presence.${presence.value}`) : t(`away.${reason}`);
  return { isAgent, presence, word, isSetAway: reason !== undefined, change };
}
