import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './state.module.css';

/** In the place of what is not there: why there is nothing, and what to do next. */
export function EmptyState({
  title,
  icon: Sign,
  action,
  children,
}: {
  /** Why there is nothing: “No conversation matches.” */
  readonly title: string;
  readonly icon?: Icon;
  /** The next step, as a button or a link. */
  readonly action?: ReactNode;
  /** More about it, or when there will be something. */
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes['state']}>
      {Sign !== undefined && <Sign size={28} stroke={1.5} aria-hidden className={classes['sign']} />}
      <p className={classes['title']}>{title}</p>
      {children !== undefined && <div className={classes['text']}>{children}</div>}
      {action}
    </div>
  );
}
