import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../lib/api/types.ts';
import { useMe } from '../../../lib/me.ts';
import { contactName } from '../../../lib/people.ts';
import { showToast } from '../../../ui/index.ts';
import { ProblemText } from '../../../ui/problem-text.tsx';
import { useEscape } from '../../../ui/use-escape.ts';
import { run } from './bulk-run.ts';
import type { Changed, Deed } from './deeds.ts';
import { act } from './deeds.ts';
import type { Outcome } from './run-bulk.ts';
import classes from './tools.module.css';

type Failed = Outcome<Conversation, Changed>['failed'];

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
  const [failed, setFailed] = useState<Failed | null>(null);
  const go = async (
    items: readonly Conversation[],
    each: (item: Conversation) => Promise<Changed>,
    words: 'done' | 'undone',
  ): Promise<void> => {
    const outcome = await run({ queries, me }, items, each);
    if (outcome === null) return void showToast(t('busy'), { meaning: 'warn' });
    tell(outcome, words);
    if (words === 'done') onEnd(outcome.done.map(({ item }) => item.id));
  };
  const tell = ({ done, failed: refused, left }: Outcome<Conversation, Changed>, words: 'done' | 'undone'): void => {
    const undos = new Map(
      done.flatMap(({ item, result: { undo } }) => (undo === null ? [] : [[item.id, { item, undo }]])),
    );
    const onUndo =
      undos.size === 0
        ? {}
        : {
            onUndo: () =>
              void go(
                [...undos.values()].map(({ item }) => item),
                async item => (await undos.get(item.id)?.undo()) ?? { conversation: null, undo: null },
                'undone',
              ),
          };
    if (left.length > 0) showToast(t('stopped', { count: left.length }), { meaning: 'warn' });
    if (done.length > 0) showToast(t(words, { count: done.length }), words === 'done' ? onUndo : {});
    if (refused.length > 0)
      showToast(t('failed', { count: refused.length }), { meaning: 'bad', onOpen: () => setFailed(refused) });
  };
  return {
    begin: (deed, items) => void go(items, item => act(deed, item, me.id), 'done'),
    told: failed !== null && <Refused failed={failed} onClose={() => setFailed(null)} />,
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
