import { Button, Group } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/me.ts';
import { newKey } from '../../lib/new-key.ts';
import type { Outbox, OutboxEntry } from '../../lib/outbox/index.ts';
import { isToContact, mayBeTaken, useOutbox } from '../../lib/outbox/index.ts';
import { putBack } from './put-back.ts';
import { UndoButton } from './undo-button.tsx';
import { takeBack } from './take-back.ts';
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
  const me = useMe();
  const { text, file, to, state, trouble, isKept, notBefore } = entry;
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
            {notBefore > 0 && state === 'waiting' && (
              <UndoButton outbox={outbox} entry={entry} onUndo={() => void takeBack(me.id, outbox, entry)} />
            )}
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
    if (taken !== null) putBack(me.id, taken, mayBeTaken(taken));
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
