import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { directoryQueries } from '../../../lib/directory.ts';
import { useMe } from '../../../lib/me.ts';
import { clockTime, inFull } from '../../../lib/time.ts';
import type { ToldEvent } from './event-types.ts';
import { useEventWords } from './use-event-words.ts';

/** Each thing that happened in a line: when, what, and by whom. */
export function EventLines({
  contact,
  events,
}: {
  /** What the contact is called; null: nothing is known. */
  readonly contact: string | null;
  readonly events: readonly ToldEvent[];
}) {
  const wordsOf = useEventWords();
  const whoDid = useWhoDid(contact);
  return events.map(event => (
    <li key={event.seq}>
      <time dateTime={event.at} title={inFull(event.at)}>
        {clockTime(event.at)}
      </time>{' '}
      · <span dir="auto">{wordsOf(event)}</span> · <bdi>{whoDid(event)}</bdi>
    </li>
  ));
}

/** Who caused an event; nobody in person is the system. */
function useWhoDid(contact: string | null): (event: ToldEvent) => string {
  const { t } = useTranslation('events');
  const me = useMe();
  const agents = useQuery(directoryQueries.agents());
  return ({ actor: { kind, id } }) => {
    if (kind === 'contact') return contact ?? t('who.contact');
    if (kind === 'api_key') return t('who.program');
    if (kind !== 'user') return t('who.system');
    if (id === me.id) return t('who.you');
    return agents.data?.items.find(agent => agent.id === id)?.name ?? t('who.administrator');
  };
}
