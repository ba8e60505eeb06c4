import { useState } from 'react';
import type { MantineColorScheme } from '@mantine/core';
import { Menu, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../lib/api/index.ts';
import { logOut } from '../lib/api/index.ts';
import type { Language } from '../lib/i18n-language.ts';
import { LANGUAGES, useLanguage } from '../lib/i18n-language.ts';
import { useMe } from '../lib/me.ts';
import { outboxOf } from '../lib/outbox/index.ts';
import { setLanguage } from '../lib/words.ts';
import { AnchoredMenu } from '../ui/anchored-menu.tsx';
import { ErrorNote } from '../ui/index.ts';
import { AlertChoices } from './alert-choices.tsx';
import { PRESENCES, usePresence } from './use-presence.ts';

const SCHEMES = ['light', 'dark', 'auto'] as const;
/** Where the rail lies below the page (`shell.module.css`): beside it there is no room. */
const ON_PHONES = window.matchMedia('(max-width: 599px)');

interface Props {
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

/** What the own picture opens: presence, how offers are told, canned responses, light or dark, language, the way out. */
export function OwnMenuList({ onClose, onLeave }: Props) {
  const { t } = useTranslation('app');
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { language } = useLanguage();
  const { isAgent, presence, word, isSetAway, change } = usePresence();
  const { isLeaving, isUnsent, leave } = useLeaving(me.id, onLeave);
  return (
    <AnchoredMenu label={me.name} position={ON_PHONES.matches ? 'top-end' : 'right-end'} width={240} onClose={onClose}>
      <Menu.Label>
        <bdi>{me.name}</bdi>
      </Menu.Label>
      {isSetAway && <Menu.Label>{word}</Menu.Label>}
      {change.error !== null && <ErrorNote error={change.error} />}
      {isAgent && (
        <Menu.RadioGroup value={presence.value} onChange={value => change.mutate(value as Agent['presence'])}>
          {PRESENCES.map(({ value }) => (
            <Menu.RadioItem key={value} value={value}>
              {t(`presence.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      )}
      {isAgent && (
        <>
          <Menu.Divider />
          <AlertChoices />
        </>
      )}
      <Menu.Divider />
      <Menu.Item component={Link} to={me.role === 'TENANT_ADMIN' ? '/settings/canned-responses' : '/canned-responses'}>
        {t('place.canned')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{t('look')}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={value => setColorScheme(value as MantineColorScheme)}>
        {SCHEMES.map(scheme => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {t(`scheme.${scheme}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Label>{t('language')}</Menu.Label>
      <Menu.RadioGroup value={language} onChange={value => void setLanguage(value as Language)}>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.RadioItem key={code} value={code} lang={code}>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      {isUnsent && <Menu.Label role="alert">{t('leaveUnsent')}</Menu.Label>}
      <Menu.Item closeMenuOnClick={false} disabled={isLeaving} onClick={() => void leave()}>
        {t('logOut')}
      </Menu.Item>
    </AnchoredMenu>
  );
}

/** Logs out, after what was sent off; what cannot go now is told once, and stays for who wrote it. */
function useLeaving(userId: string, onLeave: () => void) {
  const [isLeaving, setLeaving] = useState(false);
  const [isUnsent, setUnsent] = useState(false);
  const leave = async (): Promise<void> => {
    setLeaving(true);
    const isGone = isUnsent || (await outboxOf(userId).flushAll());
    if (isGone) return logOut().then(onLeave);
    setLeaving(false);
    setUnsent(true);
  };
  return { isLeaving, isUnsent, leave };
}
