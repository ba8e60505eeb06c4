import type { ComponentProps } from 'react';
import { lazy, useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../ui/index.ts';
import type { MoreMenu as Menu } from './more-menu.tsx';

const load = () => import('./more-menu.tsx');
const MoreMenu = lazy(() => load().then(module => ({ default: module.MoreMenu })));

/** Opens what is seldom done with a conversation. */
export function MoreButton(acts: Omit<ComponentProps<typeof Menu>, 'onClose'>) {
  const { t } = useTranslation('thread');
  const [isOpen, setOpen] = useState(false);
  return (
    <MenuButton
      isOpen={isOpen}
      load={load}
      button={props => (
        <ActionIcon variant="default" size="md" aria-label={t('more')} onClick={() => setOpen(true)} {...props}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      )}
    >
      <MoreMenu {...acts} onClose={() => setOpen(false)} />
    </MenuButton>
  );
}
