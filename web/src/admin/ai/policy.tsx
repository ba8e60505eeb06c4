import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AiPolicyVersion } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';
import type { Form } from '../../ui/index.ts';
import { ErrorNote, StatusChip } from '../../ui/index.ts';
import { FourEyes, StillMissing } from '../four-eyes/index.ts';
import { PolicyForm } from './policy-form.tsx';
import type { PolicyValues } from './policy-values.ts';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

const MEANINGS = { active: 'ok', waiting: 'warn', declined: 'bad', superseded: 'quiet' } as const;

/** What the AI may do, and who has to agree. */
export function Policy({
  newest,
  form,
}: {
  /** Null: nobody has written one yet. */
  readonly newest: AiPolicyVersion | null;
  readonly form: Form<PolicyValues>;
}) {
  const { t } = useTranslation('ai');
  const me = useMe();
  return (
    <div className={classes['stack']}>
      <FourEyes me={me} setting="aiFourEyes" what={t('fourEyes')} />
      <section className={classes['card']} aria-label={t('part.policy')}>
        <Version newest={newest} />
        <PolicyForm form={form} />
      </section>
    </div>
  );
}

/** The newest version, and the decision about it while it waits for one. */
function Version({ newest }: { readonly newest: AiPolicyVersion | null }) {
  const { t } = useTranslation('ai');
  const me = useMe();
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: async ({ version, agrees }: { readonly version: number; readonly agrees: boolean }): Promise<void> => {
      const options = { params: { path: { version } }, body: {} };
      if (agrees) await answerOf(client.POST('/api/v1/ai/policies/{version}/approve', options));
      else await answerOf(client.POST('/api/v1/ai/policies/{version}/decline', options));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: aiQueries.policies().queryKey }),
  });
  if (newest === null) return null;
  const { version, state, author, approvals } = newest;
  const isOwn = author.id === me.id;
  return (
    <>
      <div className={classes['head']}>
        <h2 className={classes['heading']}>{t('policy.version', { version })}</h2>
        <StatusChip meaning={MEANINGS[state]}>{t(`policy.state.${state}`)}</StatusChip>
        {state === 'waiting' && (
          <div className={classes['buttons']}>
            {!isOwn && approvals?.by.includes(me.id) !== true && (
              <Button
                size="compact-sm"
                variant="light"
                loading={decide.isPending}
                onClick={() => decide.mutate({ version, agrees: true })}
              >
                {t('approve')}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              disabled={isOwn}
              loading={decide.isPending}
              onClick={() => decide.mutate({ version, agrees: false })}
            >
              {t('decline')}
            </Button>
          </div>
        )}
      </div>
      <StillMissing approvals={approvals} />
      {decide.error !== null && <ErrorNote error={decide.error} />}
    </>
  );
}
