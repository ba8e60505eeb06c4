import { Button, CloseButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../lib/drafts/index.ts';
import { bytesIn } from '../../../lib/measures.ts';
import { ProblemText } from '../../../ui/problem-text.tsx';
import type { ChosenFile } from '../chosen-files.ts';
import { changeChosen, isAwaited } from '../chosen-files.ts';
import { bringFiles, dropChosen } from './bring-files.ts';
import type { Refusal } from './sendable.ts';
import classes from './files.module.css';

interface Props {
  readonly conversationId: string;
  readonly files: readonly ChosenFile[];
  readonly draft: Draft;
}

/** Files that were chosen for a reply and are not with the server yet: how far they are, and what stands in the way. */
export function ChosenList({ conversationId, files, draft }: Props) {
  const { t } = useTranslation('files');
  const waiting = files.filter(isAwaited).length;
  return (
    <>
      <ul className={classes['list']} aria-label={t('list')}>
        {files.map(chosen => (
          <Chosen key={chosen.id} conversationId={conversationId} chosen={chosen} draft={draft} />
        ))}
      </ul>
      <VisuallyHidden role="status">{waiting > 0 ? t('waiting', { count: waiting }) : ''}</VisuallyHidden>
    </>
  );
}

function Chosen({ conversationId, chosen, draft }: Omit<Props, 'files'> & { readonly chosen: ChosenFile }) {
  const { t } = useTranslation('files');
  const { id, file, state, share, why } = chosen;
  const name = file.name === '' ? t('nameless') : file.name;
  const again = (): void => {
    changeChosen(conversationId, files =>
      files.map(each => (each.id === id ? { ...each, state: 'waiting', why: null } : each)),
    );
    void bringFiles(conversationId, draft);
  };
  return (
    <li className={classes['chosen']} data-state={state}>
      <span className={classes['name']} dir="auto">
        {name}
      </span>
      {state === 'bringing' && (
        <progress className={classes['bar']} value={share} max={1} aria-label={t('progress', { name })} />
      )}
      {state === 'waiting' && <span className={classes['aside']}>{t('queued')}</span>}
      {why !== null && (
        <span className={classes['why']} role="alert">
          {why instanceof Error ? <ProblemText error={why} /> : <Why refusal={why} />}
        </span>
      )}
      {state === 'failed' && (
        <Button size="compact-sm" variant="default" onClick={again}>
          {t('again')}
        </Button>
      )}
      <CloseButton
        size="md"
        aria-label={t(isAwaited(chosen) ? 'cancel' : 'remove', { name })}
        onClick={() => dropChosen(conversationId, id)}
      />
    </li>
  );
}

function Why({ refusal }: { readonly refusal: Refusal }) {
  const { t } = useTranslation('files');
  if (refusal.why !== 'too_large') return t(`why.${refusal.why}`);
  return t('why.too_large', { limit: bytesIn(refusal.limit) });
}
