import { Alert, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AiPolicyVersion } from '../../lib/api/index.ts';
import { inFull, useNow } from '../../lib/time.ts';
import { dayAndTime } from '../../lib/dates.ts';
import { ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { Cost } from './cost.tsx';
import { Model } from './model.tsx';
import type { AiPart } from './parts.ts';
import { AI_PARTS, isAiPart } from './parts.ts';
import { Policy } from './policy.tsx';
import { aiQueries } from './queries.ts';
import { Training } from './training.tsx';
import { Trial } from './trial.tsx';
import { usePolicyForm } from './use-policy-form.ts';
import { useTrial } from './use-trial.ts';
import classes from './ai.module.css';

const route = getRouteApi('/ai');

/** What the AI may do, tried before it does; the model behind it, what it cost, and what may be learnt from. */
export function AiSettings() {
  const { t } = useTranslation('ai');
  const { data, error, refetch } = useQuery(aiQueries.policies());
  if (data !== undefined) return <Parts versions={data.items} />;
  return (
    <Page title={t('title')}>
      {error === null ? (
        <SkeletonList withPicture={false} />
      ) : (
        <ErrorState what={t('thePolicy')} error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

function Parts({ versions }: { readonly versions: readonly AiPolicyVersion[] }) {
  const { t } = useTranslation('ai');
  const { part = 'policy' } = route.useSearch();
  const navigate = route.useNavigate();
  const newest = versions[0] ?? null;
  // What is being written is what is tried: it need not be saved before.
  const { form, policy } = usePolicyForm(newest);
  const trial = useTrial(policy);
  const content: Readonly<Record<AiPart, () => React.ReactNode>> = {
    policy: () => <Policy newest={newest} form={form} />,
    model: () => <Model />,
    cost: () => <Cost />,
    training: () => <Training />,
  };
  return (
    <Page
      title={t('title')}
      about={<InForce versions={versions} />}
      aside={{
        title: t('trial.title'),
        content: <Trial trial={trial} isSaved={newest !== null && !form.isDirty} />,
      }}
    >
      <Demo />
      <Tabs
        value={part}
        keepMounted={false}
        onChange={next => {
          if (isAiPart(next)) void navigate({ search: next === 'policy' ? {} : { part: next } });
        }}
      >
        <Tabs.List className={classes['tabs'] ?? ''}>
          {AI_PARTS.map(each => (
            <Tabs.Tab key={each} value={each}>
              {t(`part.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {AI_PARTS.map(each => (
          <Tabs.Panel key={each} value={each}>
            {each === part && content[each]()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

/** What the AI does now: by the version in force, which need not be the newest one. */
function InForce({ versions }: { readonly versions: readonly AiPolicyVersion[] }) {
  const { t } = useTranslation('ai');
  // Dates change with the language.
  useNow();
  const active = versions.find(({ state }) => state === 'active');
  if (active === undefined) return t('inForce.none');
  const { version, createdAt, policy } = active;
  return (
    <span title={inFull(createdAt)}>
      {t('inForce.version', { version, time: dayAndTime(createdAt), mode: t(`mode.${policy.mode}`) })}
    </span>
  );
}

/** That answers come from a model that understands nothing. */
function Demo() {
  const { t } = useTranslation('ai');
  const calls = useQuery(aiQueries.calls());
  if (calls.data?.items.some(({ demo }) => demo) !== true) return null;
  return (
    <Alert color="warn" title={t('demo.title')} className={classes['demo'] ?? ''}>
      {t('demo.text')}
    </Alert>
  );
}
