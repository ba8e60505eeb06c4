import { lazy, useState } from 'react';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMe } from '../lib/me.ts';
import { MenuButton, PersonPicture } from '../ui/index.ts';
import { usePresence } from './use-presence.ts';

const loadList = () => import('./own-menu-list.tsx');
const OwnMenuList = lazy(() => loadList().then(module => ({ default: module.OwnMenuList })));

/** The own picture at the end of the rail. Its menu is loaded when somebody is about to open it. */
export function OwnMenu({ onLeave }: { readonly onLeave: () => void }) {
  const me = useMe();
  const { isAgent, presence, word } = usePresence();
  const [isOpen, setOpen] = useState(false);
  return (
    <MenuButton
      isOpen={isOpen}
      load={loadList}
      button={props => (
        <UnstyledButton onClick={() => setOpen(true)} {...props}>
          <PersonPicture name={me.name} {...(isAgent ? { presence: { meaning: presence.meaning, word } } : {})} />
          <VisuallyHidden>{me.name}</VisuallyHidden>
        </UnstyledButton>
      )}
    >
      <OwnMenuList onClose={() => setOpen(false)} onLeave={onLeave} />
    </MenuButton>
  );
}
