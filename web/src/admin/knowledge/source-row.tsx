import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../lib/api/index.ts';
import { inNumber } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { InsecureUntil } from '../../ui/insecure-until.tsx';
import { useSourceProblem } from './problems.ts';
import classes from './knowledge.module.css';

/** More of them would hide the other sources. */
const PROBLEMS_SHOWN = 3;
const MEANINGS = { running: 'accent', done: 'ok', failed: 'bad' } as const;

/** A file or a site: how far it is read, what could not be, and what can be done with it. */
export function SourceRow({
  source,
  onRepeat,
  onRemove,
}: {
  readonly source: KnowledgeSource;
  readonly onRepeat: () => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('knowledge');
  const problemOf = useSourceProblem();
  const { name, state, done, total, problems, insecureUntil } = source;
  const hidden = problems.length - PROBLEMS_SHOWN;
  return (
    <li className={classes['row']}>
      <div className={classes['grow']}>
        <div className={classes['line']}>
          <bdi className={classes['strong']}>{name}</bdi>
          <StatusChip meaning={MEANINGS[state]}>
            {state === 'running'
              ? t('sources.state.running', { done: inNumber(done), total: inNumber(total) })
              : t(`sources.state.${state}`)}
          </StatusChip>
        </div>
        {problems.slice(0, PROBLEMS_SHOWN).map(problem => (
          <p key={problem.url} className={classes['problem']}>
            <bdi>{problem.url}</bdi>
            <span dir="auto">{problemOf(problem)}</span>
          </p>
        ))}
        {hidden > 0 && <p className={classes['hint']}>{t('sources.moreProblems', { count: hidden })}</p>}
        {insecureUntil !== null && <InsecureUntil time={insecureUntil} />}
      </div>
      <div className={classes['buttons']}>
        <Button size="compact-sm" variant="default" disabled={state === 'running'} onClick={onRepeat}>
          {t('sources.repeat')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="bad" onClick={onRemove}>
          {t('sources.remove')}
        </Button>
      </div>
    </li>
  );
}
