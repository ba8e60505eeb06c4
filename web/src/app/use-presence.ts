import { useTranslation } from 'react-i18next';
import { useMe } from '../lib/me.ts';
import { useOwnPresence, wasSetAway } from '../lib/own-presence.ts';

export const PRESENCES = [
  { value: 'online', meaning: 'ok' },
  { value: 'busy', meaning: 'bad' },
  { value: 'away', meaning: 'warn' },
  { value: 'offline', meaning: 'quiet' },
] as const;

/** Whether one takes conversations, as the server has it, in a word that says why; and how to say so. */
export function usePresence() {
  const { t } = useTranslation('app');
  const isAgent = useMe().role === 'AGENT';
  const { own, change } = useOwnPresence(isAgent);
  const presence = PRESENCES.find(({ value }) => value === own?.presence) ?? PRESENCES[3];
  const reason = wasSetAway(own);
  const word = reason === undefined ? t(`presence.${presence.value}`) : t(`away.${reason}`);
  return { isAgent, presence, word, isSetAway: reason !== undefined, change };
}
