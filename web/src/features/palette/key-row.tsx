import { useState } from 'react';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ActionId } from '../../lib/hotkeys/actions.ts';
import { needsLetters } from '../../lib/hotkeys/keys.ts';
import { changeKeys, keySettings, resetKeys } from '../../lib/hotkeys/own-settings.ts';
import type { KeyProblem } from '../../lib/hotkeys/settings.ts';
import { keysOf } from '../../lib/hotkeys/settings.ts';
import { useSignal } from '../../lib/signals.ts';
import { KeyCaps } from './key-caps.tsx';
import { useKeyRecorder } from './use-key-recorder.ts';
import classes from './sheet.module.css';

/** An action with its keys, which are changed in their place. */
export function KeyRow({ id }: { readonly id: ActionId }) {
  const { t } = useTranslation('palette');
  const { t: words } = useTranslation('keys');
  const settings = useSignal(keySettings);
  const [problem, setProblem] = useState<KeyProblem | null>(null);
  const { isRecording, start, stop, onKeyDown } = useKeyRecorder(keys => setProblem(changeKeys(id, keys)));
  const keys = keysOf(id, settings);
  const action = words(`action.${id}`);
  const isOff = keys !== null && !settings.letters && needsLetters(keys);
  return (
    <li className={classes['row']}>
      <span className={classes['action']}>{action}</span>
      <span className={classes['keys']} data-off={isOff || undefined}>
        {keys === null ? <span>{t('noKeys')}</span> : <KeyCaps keys={keys} />}
        {isOff && <span>{t('off')}</span>}
      </span>
      <span className={classes['buttons']}>
        {settings.keys[id] !== undefined && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('resetOf', { action })}
            onClick={() => setProblem(resetKeys(id))}
          >
            {t('reset')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={isRecording ? 'outline' : 'default'}
          {...(isRecording ? {} : { 'aria-label': t('changeOf', { action }) })}
          // The window around it leaves Esc to it.
          data-mantine-stop-propagation={isRecording}
          onClick={() => {
            setProblem(null);
            start();
          }}
          onKeyDown={onKeyDown}
          onBlur={stop}
        >
          {isRecording ? t('press') : t('change')}
        </Button>
      </span>
      <span role="status" className={classes['help']}>
        {isRecording && t('pressHelp')}
      </span>
      {problem !== null && (
        <span role="alert" className={classes['problem']}>
          {problem.kind === 'taken'
            ? t('problem.taken', { action: words(`action.${problem.by}`) })
            : t(`problem.${problem.kind}`)}
        </span>
      )}
    </li>
  );
}
