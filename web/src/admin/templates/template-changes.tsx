import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TemplateChange } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';
import { ErrorNote, ErrorState, StatusChip } from '../../ui/index.ts';
import { StillMissing } from '../four-eyes/index.ts';
import { Moment } from '../moment.tsx';
import { DeclineChange } from './decline-change.tsx';
import { followChanges, patchChange, templateQueries } from './queries.ts';
import { TakeBackChange } from './take-back-change.tsx';
import { TemplateReading } from './template-reading.tsx';
import card from '../card.module.css';

const STATES = { waiting: 'warn', approved: 'accent', declined: 'quiet', submitted: 'ok', refused: 'bad' } as const;

interface Props {
  readonly change: TemplateChange;
}

/** What was to be changed lately, what became of it, and what waits for a second administrator. */
export function TemplateChanges() {
  const { t } = useTranslation('templates');
  const changes = useQuery(templateQueries.changes());
  if (changes.data === undefined)
    return changes.error === null ? null : (
      <ErrorState what={t('change.title')} error={changes.error} onRetry={() => void changes.refetch()} />
    );
  if (changes.data.items.length === 0) return null;
  return (
    <section className={card['card']} aria-label={t('change.title')}>
      <h2 className={`${card['row']} ${card['title']}`}>{t('change.title')}</h2>
      {changes.data.items.map(change => (
        <Change key={change.id} change={change} />
      ))}
    </section>
  );
}

function Change({ change }: Props) {
  const { t } = useTranslation('templates');
  const { action, state, name, language, createdAt, approvals, components, error, decision } = change;
  const comment = decision?.comment ?? null;
  return (
    <article className={card['row']} aria-label={t('change.of', { name })}>
      <div className={card['head']}>
        <div className={card['tools']}>
          <StatusChip meaning={STATES[state]}>{t(`change.state.${state}`)}</StatusChip>
          <span>{t(`change.action.${action}`, { name, language })}</span>
          <span className={card['muted']}>
            <Moment at={createdAt} />
          </span>
        </div>
        {state === 'waiting' && <Decisions change={change} />}
      </div>
      {state === 'waiting' && components !== null && <TemplateReading components={components} />}
      <StillMissing approvals={approvals} />
      {error !== null && (
        <p className={`${card['text']} ${card['bad']}`} dir="auto">
          {error.text}
        </p>
      )}
      {error === null && comment !== null && (
        <p className={`${card['text']} ${card['muted']}`} dir="auto">
          {comment}
        </p>
      )}
    </article>
  );
}

/** What one can say to a change that waits: its author takes it back, another administrator agrees or declines. */
function Decisions({ change }: Props) {
  const { t } = useTranslation('templates');
  const me = useMe();
  const queries = useQueryClient();
  const { id, author, approvals } = change;
  const approve = useMutation({
    mutationFn: () =>
      answerOf(client.POST('/api/v1/template-changes/{id}/approve', { params: { path: { id } }, body: {} })),
    onMutate: () => queries.cancelQueries({ queryKey: templateQueries.changes().queryKey }),
    onSuccess: now => patchChange(queries, now),
    // Somebody else may have decided.
    onError: () => followChanges(queries),
  });
  if (author.id === me.id) return <TakeBackChange change={change} />;
  return (
    <div className={card['tools']}>
      {approvals?.by.includes(me.id) !== true && (
        <Button size="compact-sm" variant="light" loading={approve.isPending} onClick={() => approve.mutate()}>
          {t('change.approve')}
        </Button>
      )}
      <DeclineChange change={change} />
      {approve.error !== null && <ErrorNote error={approve.error} onDismiss={approve.reset} />}
    </div>
  );
}
