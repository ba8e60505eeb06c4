import { Button, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TrainingExport, TrainingGrant } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { shortDay } from '../../lib/dates.ts';
import { useMe } from '../../lib/me.ts';
import { inFull } from '../../lib/time.ts';
import { useAsked } from '../../lib/use-asked.ts';
import { Confirm, ErrorNote, StatusChip } from '../../ui/index.ts';
import { WideTable } from '../../ui/wide-table.tsx';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

const MEANINGS = { inForce: 'ok', waits: 'warn', withdrawn: 'quiet', over: 'quiet' } as const;

function stateOf({ withdrawnAt, inForce, approverId }: TrainingGrant): keyof typeof MEANINGS {
  if (withdrawnAt !== null) return 'withdrawn';
  if (inForce) return 'inForce';
  return approverId === null ? 'waits' : 'over';
}

/** What can be done with an authorisation. */
function useGrantActions() {
  const queries = useQueryClient();
  const again = (...keys: readonly (readonly unknown[])[]): Promise<unknown> =>
    Promise.all(keys.map(queryKey => queries.invalidateQueries({ queryKey })));
  const [grants, exports] = [aiQueries.grants().queryKey, aiQueries.exports().queryKey];
  const approve = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.POST('/api/v1/ai/training/grants/{id}/approve', { params: { path: { id } }, body: {} })),
    onSettled: () => again(grants),
  });
  const write = useMutation({
    mutationFn: (grantId: string) => answerOf(client.POST('/api/v1/ai/training/exports', { body: { grantId } })),
    onSettled: () => again(exports),
  });
  const withdraw = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.POST('/api/v1/ai/training/grants/{id}/withdraw', { params: { path: { id } }, body: {} })),
    // Its files are gone with it.
    onSettled: () => again(grants, exports),
  });
  return { approve, write, withdraw };
}

/** For what conversations may be used, and until when. */
export function Grants({
  grants,
  exports,
}: {
  readonly grants: readonly TrainingGrant[];
  readonly exports: readonly TrainingExport[];
}) {
  const { t } = useTranslation('ai');
  const me = useMe();
  const { approve, write, withdraw } = useGrantActions();
  const withdrawal = useAsked<TrainingGrant>();
  const error = approve.error ?? write.error;
  const columns = [...(['purpose', 'until', 'state'] as const).map(name => t(`training.${name}`)), ''];
  const files = exports.filter(({ grantId, state }) => grantId === withdrawal.about?.id && state !== 'deleted').length;
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      <WideTable label={t('training.grants')} columns={columns}>
        {grants.map(grant => {
          const { id, purpose, expiresAt, authorId, inForce, withdrawnAt } = grant;
          const state = stateOf(grant);
          return (
            <Table.Tr key={id}>
              <Table.Td>
                <bdi>{purpose}</bdi>
              </Table.Td>
              <Table.Td>
                <time dateTime={expiresAt} title={inFull(expiresAt)}>
                  {shortDay(expiresAt)}
                </time>
              </Table.Td>
              <Table.Td>
                <StatusChip meaning={MEANINGS[state]}>{t(`training.stateOf.${state}`)}</StatusChip>
              </Table.Td>
              <Table.Td>
                <div className={classes['foot']}>
                  {state === 'waits' && authorId !== me.id && (
                    <Button
                      size="compact-sm"
                      variant="light"
                      loading={approve.isPending && approve.variables === id}
                      disabled={approve.isPending}
                      onClick={() => approve.mutate(id)}
                    >
                      {t('approve')}
                    </Button>
                  )}
                  {inForce && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      loading={write.isPending && write.variables === id}
                      disabled={write.isPending}
                      onClick={() => write.mutate(id)}
                    >
                      {t('training.write')}
                    </Button>
                  )}
                  {withdrawnAt === null && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="bad"
                      onClick={() => {
                        withdraw.reset();
                        withdrawal.ask(grant);
                      }}
                    >
                      {t('training.withdraw')}
                    </Button>
                  )}
                </div>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </WideTable>
      <Confirm
        opened={withdrawal.isOpen}
        title={t('training.withdrawTitle', { purpose: withdrawal.about?.purpose ?? '' })}
        touches={files === 0 ? [] : [t('training.withdrawTouches', { count: files })]}
        confirm={t('training.withdraw')}
        destructive
        isPending={withdraw.isPending}
        error={withdraw.error}
        onClose={withdrawal.close}
        onConfirm={() => {
          if (withdrawal.about !== null) withdraw.mutate(withdrawal.about.id, { onSuccess: withdrawal.close });
        }}
      >
        {t('training.withdrawText')}
      </Confirm>
    </>
  );
}
