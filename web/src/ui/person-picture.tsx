import { IconUser } from '@tabler/icons-react';
import type { Meaning } from './theme/theme.ts';
import { initialsOf } from './initials.ts';
import classes from './person-picture.module.css';

/**
 * A person as a round picture with initials. The name has to stand beside it, or in the name of the control it is in:
 * the picture itself says nothing to who does not see it, except the presence.
 */
export function PersonPicture({
  name,
  size = 'medium',
  presence,
}: {
  /** Null: nobody knows it. */
  readonly name: string | null;
  /** 28, 36 or 44 pixels. */
  readonly size?: 'small' | 'medium' | 'large';
  /** A point at the picture, and the word for it. */
  readonly presence?: { readonly meaning: Extract<Meaning, 'ok' | 'warn' | 'bad' | 'quiet'>; readonly word: string };
}) {
  const letters = initialsOf(name ?? '');
  return (
    <span className={classes['picture']} data-size={size}>
      {letters === null ? <IconUser size="60%" stroke={1.75} aria-hidden /> : <bdi aria-hidden>{letters}</bdi>}
      {presence !== undefined && (
        <span
          className={classes['presence']}
          data-meaning={presence.meaning}
          role="img"
          aria-label={presence.word}
          title={presence.word}
        />
      )}
    </span>
  );
}
