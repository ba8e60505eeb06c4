import { Overlay } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Me } from '../lib/api/index.ts';
import { LogIn } from './log-in.tsx';
import classes from './app.module.css';

/** The question who one is, over what stays as it is. */
export function LogInAgain({ onDone }: { readonly onDone: (who: Me) => void }) {
  const { t } = useTranslation('app');
  return (
    <Overlay fixed className={classes['again'] ?? ''} role="dialog" aria-modal aria-label={t('logInAgain')}>
      <LogIn onDone={onDone} notice={t('sessionEnded')} />
    </Overlay>
  );
}
