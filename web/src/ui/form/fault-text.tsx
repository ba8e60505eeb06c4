import type { ReactNode } from 'react';
import { Fragment } from 'react';
import type { Fault } from './faults.ts';

/** What is wrong, as it stands at a field; English on a page in another language is marked as such. */
export function faultText(fault: Fault | undefined): ReactNode {
  if (fault?.isForeign !== true) return fault?.text;
  return (
    <span lang="en" dir="ltr">
      {fault.text}
    </span>
  );
}

/** The same of several, a line each; null: there is none. */
export function faultLines(faults: readonly Fault[]): ReactNode {
  if (faults.length === 0) return null;
  return faults.map((fault, place) => (
    <Fragment key={fault.path + fault.text}>
      {place > 0 && '\n'}
      {faultText(fault)}
    </Fragment>
  ));
}
