import type { ReactNode } from 'react';
import { useLayoutEffect } from 'react';
import type { FloatingPosition } from '@mantine/core';
import { Menu } from '@mantine/core';
import classes from './anchored-menu.module.css';

interface Props {
  /** What the menu is about, for those who do not see where it opens. */
  readonly label: string;
  readonly position?: FloatingPosition;
  readonly width?: number;
  readonly onClose: () => void;
  /** Items of a `Menu`. */
  readonly children: ReactNode;
}

/**
 * An open menu over the button that it belongs to, which was there before this was loaded. Both stand in an element that
 * is positioned: `MenuButton`.
 */
export function AnchoredMenu({ label, position = 'bottom-end', width, onClose, children }: Props) {
  const onChange = (isOpen: boolean): void => {
    if (!isOpen) onClose();
  };
  useReturn();
  return (
    <Menu opened onChange={onChange} position={position} {...(width === undefined ? {} : { width })}>
      <Menu.Target>
        {/* It lies over the button: pressed again, that closes. */}
        <button type="button" className={classes['anchor']} tabIndex={-1} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** When a menu is closed, what had the keyboard before has it again, unless somebody has gone on elsewhere. */
function useReturn(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    // Before it is taken out of the page: after that nobody has the focus any more.
    return () => {
      const isHere = document.activeElement?.closest('[role=menu]') != null;
      if (isHere && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
}
