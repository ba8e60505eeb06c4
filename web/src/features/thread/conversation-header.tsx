import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Group, Title } from '@mantine/core';
import { IconCircleFilled, IconClock, IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useMe } from '../../lib/me.ts';
import { contactName, phoneNumber } from '../../lib/people.ts';
import { useSignal } from '../../lib/signals.ts';
import { inFull, lengthOf, useNow } from '../../lib/time.ts';
import { PersonPicture, StatusChip } from '../../ui/index.ts';
import { Company } from '../company/index.ts';
import { wantedFocus } from '../conversation/index.ts';
import classes from './thread.module.css';

/** Somebody answers. */
const WORKED_ON: ReadonlySet<Conversation['state']> = new Set(['active', 'wrapping']);
const SOON_MS = 2 * 60 * 60 * 1000;
const VERY_SOON_MS = 15 * 60 * 1000;

/** Who it is, how long one may still answer, what was promised; and what can be done (`actions`). */
export function ConversationHeader({
  conversation,
  actions,
}: {
  readonly conversation: Conversation;
  readonly actions: ReactNode;
}) {
  const { t } = useTranslation('thread');
  const queues = useQuery(directoryQueries.queues());
  const heading = useWantedFocus(conversation.id);
  const { contact, queueId, state, deadlines } = conversation;
  const queue = queues.data?.items.find(({ id }) => id === queueId)?.name;
  const name = contactName(contact) ?? t('nameless');
  return (
    <header className={classes['header']}>
      <PersonPicture name={name} />
      <div className={classes['who']}>
        {/* Gets the keyboard when the conversation is opened from elsewhere. */}
        <Title ref={heading} order={2} className={classes['name'] ?? ''} tabIndex={-1}>
          <bdi>{name}</bdi>
        </Title>
        <p className={classes['sub']}>
          {contact.waId !== null && <bdi>{phoneNumber(contact.waId)}</bdi>}
          {contact.waId !== null && queue !== undefined && ' · '}
          {queue !== undefined && <bdi>{queue}</bdi>}
        </p>
      </div>
      <Group gap={6} className={classes['chips'] ?? ''}>
        <Company conversationId={conversation.id} />
        {contact.blocked && <StatusChip meaning="bad">{t('blocked')}</StatusChip>}
        <ReadingAlong conversation={conversation} />
        {state === 'bot' && (
          <StatusChip meaning="ai" icon={IconSparkles}>
            {t('aiAnswers')}
          </StatusChip>
        )}
        {deadlines.snoozedUntil !== null && (
          <StatusChip meaning="quiet">{t('snoozedUntil', { time: inFull(deadlines.snoozedUntil) })}</StatusChip>
        )}
        <ServiceLevels conversation={conversation} />
        <WindowChip conversation={conversation} />
      </Group>
      <Group gap={8} className={classes['actions'] ?? ''}>
        {actions}
      </Group>
    </header>
  );
}

/** That an administrator looks on while somebody else answers: who does not answer marks nothing as read (`useMarkAsRead`). */
function ReadingAlong({ conversation: { agentId, state } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('together');
  const me = useMe();
  if (me.role === 'AGENT' || agentId === null || agentId === me.id || !WORKED_ON.has(state)) return null;
  return <StatusChip meaning="quiet">{t('readingAlong')}</StatusChip>;
}

/** Takes the keyboard for a conversation that was opened from elsewhere (`focusOpened`). @returns what is to have it. */
function useWantedFocus(id: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const wanted = useSignal(wantedFocus);
  useEffect(() => {
    if (wanted?.id !== id) return;
    wantedFocus.set(null);
    const focused = document.activeElement;
    if (focused === null || focused === wanted.from || focused.matches('body, main')) heading.current?.focus();
  }, [wanted, id]);
  return heading;
}

/** How long the customer-service window is still open; a page that is left open goes on by itself. */
function WindowChip({ conversation: { window } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('thread');
  const now = useNow();
  const left = window.expiresAt === null ? 0 : Date.parse(window.expiresAt) - now;
  if (!window.open || left <= 0) return <StatusChip meaning="bad">{t('window.closed')}</StatusChip>;
  const meaning = left < VERY_SOON_MS ? 'bad' : left < SOON_MS ? 'warn' : 'ok';
  return (
    <StatusChip meaning={meaning} icon={IconCircleFilled} title={inFull(window.expiresAt ?? '')}>
      {t('window.open', { left: lengthOf(left) })}
    </StatusChip>
  );
}

/** The service levels that run, with when they are due. */
function ServiceLevels({ conversation: { sla } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('thread');
  const now = useNow();
  return sla.map(({ target, dueAt, warnsAt, breached }) => {
    if (dueAt === null)
      return (
        <StatusChip key={target} meaning="quiet">
          {t(`sla.paused.${target}`)}
        </StatusChip>
      );
    const left = Date.parse(dueAt) - now;
    const isLate = breached || left < 0;
    const isSoon = warnsAt === null || Date.parse(warnsAt) <= now;
    return (
      <StatusChip
        key={target}
        meaning={isLate ? 'bad' : isSoon ? 'warn' : 'quiet'}
        icon={IconClock}
        title={inFull(dueAt)}
      >
        {t(isLate ? `sla.late.${target}` : `sla.due.${target}`, { time: lengthOf(Math.abs(left)) })}
      </StatusChip>
    );
  });
}
