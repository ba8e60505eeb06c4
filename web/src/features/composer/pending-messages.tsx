import { Button, Group } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/me.ts';
import { newKey } from '../../lib/new-key.ts';
import { draftOf } from '../../lib/drafts/index.ts';
import type { Outbox, OutboxEntry } from '../../lib/outbox/index.ts';
import { isToContact, mayBeTaken, useOutbox } from '../../lib/outbox/index.ts';
import { wantedTemplate } from './wanted-template.ts';
import classes from './composer.module.css';

/**
 * What was sent off and is not known to be taken, at the end of the thread: with a clock while it waits, and with a
 * question where it does not go on by itself.
 * @param newest the customer's newest message that is shown.
 */
export function PendingMessages({
  conversationId,
  newest,
}: {
  readonly conversationId: string;
  readonly newest: string | null | undefined;
}) {
  const me = useMe();
  const [outbox, entries] = useOutbox(me.id, conversationId);
  return entries.map(entry => <Pending key={entry.key} outbox={outbox} entry={entry} newest={newest} />);
}

interface PendingProps {
  readonly outbox: Outbox;
  readonly entry: OutboxEntry;
  readonly newest: string | null | undefined;
}

function Pending({ outbox, entry, newest }: PendingProps) {
  const { t } = useTranslation('composer');
  const { text, file, to, state, trouble, isKept } = entry;
  return (
    <article className={classes['pending']} data-pending={state} data-side={isToContact(to) ? 'out' : 'note'}>
      <div className={classes['pendingBubble']}>
        {to.kind === 'template' && <p className={classes['small']}>{t('pending.template', { name: to.name })}</p>}
        {file !== null && <p>{file.fileName ?? t('file')}</p>}
        {text !== '' && (
          <p className={classes['words']} dir="auto">
            {text}
          </p>
        )}
        {state !== 'held' && (
          <footer className={classes['pendingFooter']}>
            <IconClock size={14} aria-hidden />
            {t(`pending.${state}`)}
          </footer>
        )}
      </div>
      {!isKept && (
        <p className={classes['held']} role="alert">
          {t('pending.noRoom')}
        </p>
      )}
      {(state === 'held' || trouble !== null) && <Stuck outbox={outbox} entry={entry} newest={newest} />}
    </article>
  );
}

/** Why it is not sent, or not yet, and what can be done. */
function Stuck({ outbox, entry, newest }: PendingProps) {
  const { t } = useTranslation('composer');
  const me = useMe();
  const why = entry.state === 'held' ? (entry.hindrance?.why ?? 'refused') : 'trouble';
  const reason = entry.hindrance?.message ?? entry.trouble;
  const edit = (): void => {
    const taken = outbox.remove(entry.key);
    if (taken === null) return;
    const { to, conversationId, key } = taken;
    const keepsKey = mayBeTaken(taken);
    if (to.kind === 'template') wantedTemplate.set({ conversationId, ...to.form, key: keepsKey ? key : newKey() });
    else draftOf(me.id, conversationId, to.kind === 'reply' ? 'reply' : 'note').putBack(taken, keepsKey);
  };
  const send = (): void => {
    if (why === 'trouble') outbox.run();
    else outbox.sendAnyway(entry.key, newest, why === 'changed' ? newKey() : entry.key);
  };
  return (
    <div className={classes['held']} role="alert">
      <p>{t(`held.${why}`)}</p>
      {reason !== null && <p>{reason}</p>}
      {why === 'refused' && entry.to.kind === 'template' && <p>{t('held.otherTemplate')}</p>}
      <Group gap={6}>
        {why !== 'forgotten' && (
          <Button size="compact-sm" variant="default" onClick={send}>
            {t(`sendAnyway.${why}`)}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={edit}>
          {t('edit')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="bad" onClick={() => outbox.remove(entry.key)}>
          {t('discard')}
        </Button>
      </Group>
    </div>
  );
}
