import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayAndTime } from '../../lib/dates.ts';
import { serverNow } from '../../lib/server-clock.ts';
import { snoozeTimes } from '../../lib/snooze-times.ts';
import { AnchoredMenu } from '../../ui/anchored-menu.tsx';

interface Props {
  readonly onClose: () => void;
  readonly onChoose: (until: Date) => void;
}

/** Until when a conversation may rest. */
export function SnoozeMenu({ onClose, onChoose }: Props) {
  const { t } = useTranslation('thread');
  return (
    <AnchoredMenu label={t('snooze')} position="bottom" onClose={onClose}>
      {snoozeTimes(new Date(serverNow())).map(({ name, until }) => (
        <Menu.Item key={name} onClick={() => onChoose(until)} title={dayAndTime(until.toISOString())}>
          {t(`snoozeFor.${name}`)}
        </Menu.Item>
      ))}
    </AnchoredMenu>
  );
}
