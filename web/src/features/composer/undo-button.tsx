import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Outbox, OutboxEntry } from '../../lib/outbox/index.ts';

const SECOND_MS = 1_000;

/** For how long an entry can be taken back, and the way to do so; nothing once it goes out. */
export function UndoButton({
  outbox,
  entry,
  onUndo,
}: {
  readonly outbox: Outbox;
  readonly entry: OutboxEntry;
  readonly onUndo: () => void;
}) {
  const { t } = useTranslation('composer');
  const [left, setLeft] = useState(() => outbox.delayOf(entry));
  useEffect(() => {
    const timer = setInterval(() => setLeft(outbox.delayOf(entry)), SECOND_MS / 4);
    return () => clearInterval(timer);
  }, [outbox, entry]);
  if (left === 0) return null;
  return (
    <>
      <span>{t('undo.left', { count: Math.ceil(left / SECOND_MS) })}</span>
      <Button size="compact-xs" variant="default" onClick={onUndo}>
        {t('undo.name')}
      </Button>
    </>
  );
}
