import { Fragment } from 'react';
import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { capsOf } from '../../lib/hotkeys/keys.ts';
import { IS_MAC } from '../../lib/hotkeys/shortcuts.ts';
import type { EnglishWords } from '../../lib/i18n-types.ts';
import classes from './key-caps.module.css';

type NamedCap = keyof EnglishWords['keys']['cap'];
/** Keys that are called differently from language to language. */
const NAMED: readonly string[] = ['Ctrl', 'Cmd', 'Shift', 'Enter', 'Escape', 'Space'] satisfies readonly NamedCap[];
const isNamed = (cap: string): cap is NamedCap => NAMED.includes(cap);

/** Keys as they are on the keyboard. @param keys as in the registry: `g i`, `Mod+K`. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  const { t } = useTranslation('keys');
  return (
    <span className={classes['caps']} dir="ltr">
      {capsOf(keys, IS_MAC).map((caps, index) => (
        <Fragment key={index}>
          {index > 0 && <span className={classes['then']}>{t('then')}</span>}
          {caps.map(cap => (
            <Kbd key={cap}>{isNamed(cap) ? t(`cap.${cap}`) : cap}</Kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
