import { Alert, Button, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SettingsProposal } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { ErrorNote, ErrorState } from '../../ui/index.ts';
import { settingsQueries } from './queries.ts';
import { StillMissing } from './still-missing.tsx';
import card from '../card.module.css';
import classes from './four-eyes.module.css';

/** Administrators that four eyes need. */
const PEOPLE = 2;

interface Props {
  readonly me: { readonly id: string };
  readonly setting: SettingsProposal['setting'];
  /** What the switch says: what takes effect only when another administrator has agreed. */
  readonly what: string;
}

/** Whether what is changed here needs another administrator; switching that off needs one, too. */
export function FourEyes({ me, setting, what }: Props) {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const settings = useQuery(settingsQueries.all());
  const change = useMutation({
    mutationFn: (isOn: boolean) =>
      answerOf(
        client.PUT('/api/v1/settings', {
          body: setting === 'aiFourEyes' ? { aiFourEyes: isOn } : { templateFourEyes: isOn },
        }),
      ),
    onMutate: () => queries.cancelQueries({ queryKey: settingsQueries.all().queryKey }),
    onSuccess: ({ jobId: _, ...now }) => queries.setQueryData(settingsQueries.all().queryKey, now),
  });
  if (settings.data === undefined)
    return settings.error === null ? null : (
      <ErrorState what={t('fourEyes.names')} error={settings.error} onRetry={() => void settings.refetch()} />
    );
  const { proposals, activeAdministrators } = settings.data;
  const proposal = proposals.find(each => each.setting === setting);
  const isOn = settings.data[setting];
  return (
    <section className={card['card']} aria-label={t('fourEyes.title')}>
      <div className={card['row']}>
        <Switch
          label={what}
          description={t('fourEyes.about')}
          checked={isOn}
          disabled={change.isPending || proposal !== undefined}
          classNames={{ thumb: classes['thumb'] ?? '' }}
          error={change.error?.message}
          onChange={event => change.mutate(event.currentTarget.checked)}
        />
        {proposal !== undefined && <Proposal key={proposal.id} proposal={proposal} meId={me.id} />}
        {isOn && activeAdministrators < PEOPLE && <Alert color="warn">{t('fourEyes.alone')}</Alert>}
      </div>
    </section>
  );
}

/** That it is to be switched off, and what one can say to it. */
function Proposal({ proposal, meId }: { readonly proposal: SettingsProposal; readonly meId: string }) {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const { id, author, approvals } = proposal;
  const isOwn = author.id === meId;
  const params = { path: { id } };
  const decide = useMutation({
    mutationFn: async (agrees: boolean) => {
      if (agrees) await answerOf(client.POST('/api/v1/settings/proposals/{id}/approve', { params, body: {} }));
      else await answerOf(client.POST('/api/v1/settings/proposals/{id}/decline', { params, body: {} }));
    },
    // Also when it was refused: somebody else may have been faster.
    onSettled: () => queries.invalidateQueries({ queryKey: settingsQueries.all().queryKey }),
  });
  return (
    <>
      <div className={card['head']}>
        <p className={card['text']} role="status">
          {t('fourEyes.waits')}
        </p>
        <div className={card['tools']}>
          {!isOwn && !approvals.by.includes(meId) && (
            <Button size="compact-sm" variant="light" disabled={decide.isPending} onClick={() => decide.mutate(true)}>
              {t('fourEyes.approve')}
            </Button>
          )}
          <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate(false)}>
            {isOwn ? t('fourEyes.takeBack') : t('fourEyes.decline')}
          </Button>
        </div>
      </div>
      <StillMissing approvals={approvals} />
      {decide.error !== null && <ErrorNote error={decide.error} />}
    </>
  );
}
