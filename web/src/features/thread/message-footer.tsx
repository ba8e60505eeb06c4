import type { Icon } from '@tabler/icons-react';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconHelp,
  IconSparkles,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useMe } from '../../lib/me.ts';
import { clockTime, inFull } from '../../lib/time.ts';
import { laterOf } from './folded.ts';
import classes from './thread.module.css';

/** How far a message has come: a sign, and a word beside it. */
const STATUS = {
  queued: { icon: IconClock, meaning: 'quiet' },
  sending: { icon: IconClock, meaning: 'quiet' },
  accepted: { icon: IconCheck, meaning: 'quiet' },
  sent: { icon: IconCheck, meaning: 'quiet' },
  delivered: { icon: IconChecks, meaning: 'quiet' },
  read: { icon: IconChecks, meaning: 'ok' },
  played: { icon: IconChecks, meaning: 'ok' },
  failed: { icon: IconAlertTriangle, meaning: 'bad' },
  unknown: { icon: IconHelp, meaning: 'warn' },
  canceled: { icon: IconBan, meaning: 'quiet' },
} as const satisfies Readonly<Record<string, { readonly icon: Icon; readonly meaning: string }>>;
type Status = keyof typeof STATUS;

/** Who wrote a message when, and how far it has come. */
export function MessageFooter({ message }: { readonly message: Message }) {
  const { t } = useTranslation('thread');
  const author = useAuthor(message);
  const { edited } = laterOf(message);
  return (
    <footer className={classes['footer']}>
      {edited !== undefined && <span>{t('edited')}</span>}
      <time dateTime={message.at} title={inFull(message.at)}>
        {clockTime(message.at)}
      </time>
      {author !== null && (
        <span>
          {message.aiCallId !== null && <IconSparkles size={12} aria-hidden />} <bdi>{author}</bdi>
        </span>
      )}
      {message.status !== null && message.status in STATUS && <StatusMark status={message.status as Status} />}
    </footer>
  );
}

function StatusMark({ status }: { readonly status: Status }) {
  const { t } = useTranslation('thread');
  const { icon: Sign, meaning } = STATUS[status];
  return (
    <span className={classes['status']} data-meaning={meaning}>
      <Sign size={14} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}

/** Who of us wrote it; null: the contact. */
function useAuthor({ direction, aiCallId, authorId }: Message): string | null {
  const { t } = useTranslation('thread');
  const me = useMe();
  const agents = useQuery({ ...directoryQueries.agents(), enabled: direction !== 'inbound' });
  if (direction === 'inbound') return null;
  if (aiCallId !== null) return t('author.ai');
  if (authorId === me.id) return t('author.you');
  if (authorId === null) return t('author.automatic');
  return agents.data?.items.find(({ id }) => id === authorId)?.name ?? t('author.administrator');
}
