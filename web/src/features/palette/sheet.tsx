import { Button, Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ACTIONS, ACTION_IDS, SCOPES } from '../../lib/hotkeys/actions.ts';
import { keySettings, resetAllKeys, setLetters } from '../../lib/hotkeys/own-settings.ts';
import { useSignal } from '../../lib/signals.ts';
import { KeyRow } from './key-row.tsx';
import classes from './sheet.module.css';

/** All that keys do, by where they do it; each can be given others, and those of single letters be switched off. */
export function Sheet() {
  const { t } = useTranslation('palette');
  const { t: words } = useTranslation('keys');
  const { t: common } = useTranslation('common');
  const { letters, keys } = useSignal(keySettings);
  return (
    <div className={classes['sheet']}>
      <div className={classes['head']}>
        <Modal.Title className={classes['title'] ?? ''}>{common('shortcuts')}</Modal.Title>
        <Modal.CloseButton autoFocus data-autofocus aria-label={common('close')} />
      </div>
      <div>
        <Switch
          checked={letters}
          onChange={event => setLetters(event.currentTarget.checked)}
          label={t('letters')}
          aria-describedby="keys-letters"
        />
        {/* Not as Mantine's description, which would become a part of the name. */}
        <p id="keys-letters" className={classes['help']}>
          {t('lettersWhy')}
        </p>
      </div>
      {SCOPES.map(scope => (
        <section key={scope} aria-labelledby={`keys-${scope}`}>
          <h3 id={`keys-${scope}`} className={classes['scope']}>
            {words(`scope.${scope}`)}
          </h3>
          <ul className={classes['rows']}>
            {ACTION_IDS.filter(id => ACTIONS[id].scope === scope).map(id => (
              <KeyRow key={id} id={id} />
            ))}
          </ul>
        </section>
      ))}
      <Button variant="default" disabled={Object.keys(keys).length === 0} onClick={resetAllKeys}>
        {t('resetAll')}
      </Button>
    </div>
  );
}
