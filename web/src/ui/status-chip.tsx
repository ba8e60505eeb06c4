import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import { IconAlertTriangle, IconCheck, IconClock, IconNote, IconPointFilled, IconSparkles } from '@tabler/icons-react';
import type { Meaning } from './theme/theme.ts';
import classes from './status-chip.module.css';

/** The sign that goes with each meaning. What is quiet needs none. */
const SIGNS: Readonly<Record<Meaning, Icon | null>> = {
  accent: IconPointFilled,
  ok: IconCheck,
  warn: IconClock,
  bad: IconAlertTriangle,
  ai: IconSparkles,
  note: IconNote,
  quiet: null,
};

/** What state something is in: a colour for its meaning, a sign and a word, so that nothing is told by colour alone. */
export function StatusChip({
  meaning,
  icon,
  title,
  children,
}: {
  readonly meaning: Meaning;
  /** Instead of the meaning's sign; null: none. */
  readonly icon?: Icon | null;
  /** Shown on hover, such as the exact time; the chip has to be understood without it. */
  readonly title?: string;
  /** The word. */
  readonly children: ReactNode;
}) {
  const Sign = icon === undefined ? SIGNS[meaning] : icon;
  // Where there is no room for all of the word, pointing at it tells it.
  const inFull = title ?? (typeof children === 'string' ? children : undefined);
  return (
    <span className={classes['chip']} data-meaning={meaning} title={inFull}>
      {Sign !== null && <Sign size={13} stroke={2.25} aria-hidden className={classes['sign']} />}
      <span className={classes['word']}>{children}</span>
    </span>
  );
}
