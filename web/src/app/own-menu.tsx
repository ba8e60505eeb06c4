import { Suspense, lazy, useState } from 'react';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMe } from '../lib/me.ts';
import { Boundary } from '../ui/boundary.tsx';
import { PersonPicture } from '../ui/index.ts';
import { usePresence } from './use-presence.ts';
import classes from './own-menu.module.css';

const loadList = () => import('./own-menu-list.tsx');
const OwnMenuList = lazy(() => loadList().then(module => ({ default: module.OwnMenuList })));

/** The own picture at the end of the rail. Its menu is loaded when somebody is about to open it. */
export function OwnMenu({ onLeave }: { readonly onLeave: () => void }) {
  const me = useMe();
  const { isAgent, presence, word } = usePresence();
  const [isOpen, setOpen] = useState(false);
  const load = (): void => void loadList().catch(() => undefined);
  return (
    <div className={classes['own']}>
      <UnstyledButton
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen(!isOpen)}
      >
        <PersonPicture name={me.name} {...(isAgent ? { presence: { meaning: presence.meaning, word } } : {})} />
        <VisuallyHidden>{me.name}</VisuallyHidden>
      </UnstyledButton>
      {isOpen && (
        <Boundary asToast>
          <Suspense>
            <OwnMenuList onClose={() => setOpen(false)} onLeave={onLeave} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
