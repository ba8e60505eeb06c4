import type { ReactNode } from 'react';
import classes from './gallery.module.css';

/** Names of the parts: their anchors. */
export const PARTS = [
  'theme',
  'status-chip',
  'person-picture',
  'countdown',
  'empty-state',
  'error-state',
  'error-note',
  'unsaved',
  'wide-table',
  'skeleton-list',
  'confirm',
  'toast',
  'form-drawer',
  'data-list',
  'page',
] as const;

/** One part. */
export function Part({ id, children }: { readonly id: (typeof PARTS)[number]; readonly children: ReactNode }) {
  return (
    <section id={id} className={classes['part']} aria-labelledby={`${id}-name`}>
      <h2 id={`${id}-name`}>{id}</h2>
      {children}
    </section>
  );
}

/** One of its states. */
export function State({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['state']}>
      <h3>{name}</h3>
      {children}
    </div>
  );
}
