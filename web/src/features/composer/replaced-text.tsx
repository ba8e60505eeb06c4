import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft, DraftState } from '../../lib/drafts/index.ts';
import { atSessionEnd } from '../../lib/session-end.ts';
import { signal, useSignal } from '../../lib/signals.ts';
import classes from './composer.module.css';

type Text = Pick<DraftState, 'text' | 'used'>;

/** By conversation, what stood in the reply before the AI's wording of it took its place. */
const replaced = signal<ReadonlyMap<string, Text>>(new Map());
atSessionEnd(() => replaced.set(new Map()));

/** Keeps a text that something else takes the place of, until it is sent. */
export function keepReplaced(conversationId: string, { text, used }: Text): void {
  replaced.set(new Map(replaced.get()).set(conversationId, { text, used }));
}

/** Says that another text took the place of one's own, and brings that back; and the other one again. */
export function ReplacedText({
  conversationId,
  draft,
  state,
}: {
  readonly conversationId: string;
  readonly draft: Draft;
  readonly state: DraftState;
}) {
  const { t } = useTranslation('composer');
  const before = useSignal(replaced).get(conversationId);
  // Sent, or thrown away: then there is nothing to go back from.
  if (before === undefined || state.text === '' || state.text === before.text) return null;
  const swap = (): void => {
    keepReplaced(conversationId, state);
    draft.replace(before.text, before.used);
  };
  return (
    <p className={classes['small']} role="status">
      {t('replaced')}{' '}
      <Button size="compact-xs" variant="default" onClick={swap}>
        {t('putBack')}
      </Button>
    </p>
  );
}
