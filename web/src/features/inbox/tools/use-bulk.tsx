import type { ReactNode } from 'react';
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../lib/api/types.ts';
import { useMe } from '../../../lib/me.ts';
import { contactName } from '../../../lib/people.ts';
import { atSessionEnd } from '../../../lib/session-end.ts';
import { signal, useSignal } from '../../../lib/signals.ts';
import { showToast } from '../../../ui/index.ts';
import { ProblemText } from '../../../ui/problem-text.tsx';
import { useEscape } from '../../../ui/use-escape.ts';
import { run } from './bulk-run.ts';
import type { Changed, Deed } from './deeds.ts';
import { act } from './deeds.ts';
import type { Outcome } from './run-bulk.ts';
import classes from './tools.module.css';

type Failed = Outcome<Conversation, Changed>['failed'];

/** With what it could not be done, while somebody looks at that; null: nobody does. Lists come and go meanwhile. */
const refused = signal<Failed | null>(null);
atSessionEnd(() => refused.set(null));

export interface Bulk {
  readonly begin: (deed: Deed, items: readonly Conversation[]) => void;
  /** The window that tells what could not be done, when somebody wants to see it. */
  readonly told: ReactNode;
}

/**
 * Does something with many conversations, tells how it went, and takes it back.
 * @param onEnd those with which it was done; the others stay picked.
 */
export function useBulk(onEnd: (done: readonly string[]) => void): Bulk {
  const { t } = useTranslation('bulk');
  const queries = useQueryClient();
  const me = useMe();
  const navigate = useNavigate();
  const failed = useSignal(refused);
  const go = async (
    items: readonly Conversation[],
    each: (item: Conversation) => Promise<Changed>,
    words: 'done' | 'undone',
    onBusy?: () => void,
  ): Promise<void> => {
    const outcome = await run({ queries, me }, items, each);
    if (outcome === null) {
      showToast(t('busy'), { meaning: 'warn' });
      return onBusy?.();
    }
    // Whoever sits here by now is not told.
    if (outcome === 'ended') return;
    tell(outcome, words);
    if (words === 'done') onEnd(outcome.done.map(({ item }) => item.id));
  };
  const tell = ({ done, failed: not, left }: Outcome<Conversation, Changed>, words: 'done' | 'undone'): void => {
    const undos = new Map(
      done.flatMap(({ item, result: { undo } }) => (undo === null ? [] : [[item.id, { item, undo }]])),
    );
    const undo = (): void =>
      void go(
        [...undos.values()].map(({ item }) => item),
        async item => (await undos.get(item.id)?.undo()) ?? { conversation: null, undo: null },
        'undone',
        // It can be taken back as soon as the other thing has ended.
        tellDone,
      );
    const tellDone = (): void =>
      void showToast(t(words, { count: done.length }), words === 'done' && undos.size > 0 ? { onUndo: undo } : {});
    if (left.length > 0) showToast(t('stopped', { count: left.length }), { meaning: 'warn' });
    if (done.length > 0) tellDone();
    if (not.length > 0) showToast(t('failed', { count: not.length }), { meaning: 'bad', onOpen: () => open(not) });
  };
  const open = (not: Failed): void => {
    refused.set(not);
    // It is shown beside the list.
    if (!window.location.pathname.startsWith('/inbox')) void navigate({ to: '/inbox' });
  };
  return {
    begin: (deed, items) => void go(items, item => act(deed, item, me.id), 'done'),
    told: failed !== null && <Refused failed={failed} onClose={() => refused.set(null)} />,
  };
}

/** Each conversation with which it could not be done, and why. */
function Refused({ failed, onClose }: { readonly failed: Failed; readonly onClose: () => void }) {
  const { t } = useTranslation('bulk');
  const { t: inbox } = useTranslation('inbox');
  const { t: common } = useTranslation('common');
  useEscape(true, onClose);
  return (
    <Modal.Root opened onClose={onClose} closeOnEscape={false} lockScroll={false} centered size="md">
      <Modal.Overlay />
      <Modal.Content classNames={{ content: classes['content'] ?? '' }}>
        <Modal.Title className={classes['title'] ?? ''}>{t('failed', { count: failed.length })}</Modal.Title>
        <Modal.Body p={0}>
          <ul className={classes['refused']} tabIndex={0} aria-label={t('why')}>
            {failed.map(({ item, error }) => (
              <li key={item.id}>
                <bdi className={classes['name']}>{contactName(item.contact) ?? inbox('nameless')}</bdi>
                <span>
                  <ProblemText error={error} />
                </span>
              </li>
            ))}
          </ul>
          <div className={classes['actions']}>
            <Button data-autofocus variant="default" onClick={onClose}>
              {common('close')}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
