import { useState } from 'react';
import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { askForNotices, isWanted, noticePermission, playSound, want } from '../lib/alerts/index.ts';

/** How one is told of offers at this computer: sound and notices of the browser. They are asked for here alone, on a click. */
export function AlertChoices() {
  const { t } = useTranslation('alerts');
  const [hasSound, setSound] = useState(() => isWanted('sound'));
  const [areWanted, setWanted] = useState(() => isWanted('notices'));
  const [permission, setPermission] = useState(noticePermission);
  const areOn = areWanted && permission === 'granted';
  const changeSound = (isOn: boolean): void => {
    want('sound', isOn);
    setSound(isOn);
  };
  const changeNotices = async (isOn: boolean): Promise<void> => {
    want('notices', isOn);
    setWanted(isOn);
    if (isOn) setPermission(await askForNotices());
  };
  const cannot = permission === 'denied' ? t('denied') : permission === 'unsupported' ? t('unsupported') : null;
  return (
    <>
      <Menu.Label>{t('offers')}</Menu.Label>
      <Menu.CheckboxItem checked={hasSound} onChange={changeSound}>
        {t('sound')}
      </Menu.CheckboxItem>
      <Menu.Item closeMenuOnClick={false} onClick={() => void playSound()}>
        {t('try')}
      </Menu.Item>
      <Menu.CheckboxItem checked={areOn} disabled={cannot !== null} onChange={isOn => void changeNotices(isOn)}>
        {t('notices')}
      </Menu.CheckboxItem>
      {cannot !== null && <Menu.Label>{cannot}</Menu.Label>}
    </>
  );
}
