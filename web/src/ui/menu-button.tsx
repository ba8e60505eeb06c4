import type { ReactNode } from 'react';
import { Suspense } from 'react';
import { Boundary } from './boundary.tsx';
import classes from './menu-button.module.css';

/** What the button says about its menu, and when it has that loaded. */
interface ButtonProps {
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
  readonly onPointerEnter: () => void;
  readonly onFocus: () => void;
}

interface Props {
  readonly isOpen: boolean;
  /** Loads the menu; called when somebody is about to open it. */
  readonly load: () => Promise<unknown>;
  readonly button: (props: ButtonProps) => ReactNode;
  /** The menu, as a lazy component: an `AnchoredMenu`. */
  readonly children: ReactNode;
}

/** A button whose menu is no part of what the page needs at first. */
export function MenuButton({ isOpen, load, button, children }: Props) {
  const begin = (): void => void load().catch(() => undefined);
  return (
    <div className={classes['place']}>
      {button({ 'aria-haspopup': 'menu', 'aria-expanded': isOpen, onPointerEnter: begin, onFocus: begin })}
      {isOpen && (
        <Boundary asToast>
          <Suspense>{children}</Suspense>
        </Boundary>
      )}
    </div>
  );
}
