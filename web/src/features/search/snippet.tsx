import { Fragment } from 'react';
import type { components } from '../../lib/api/types.ts';

/** A part of a text, with what was looked for marked in it. */
export function Snippet({ snippet: { text, ranges } }: { readonly snippet: components['schemas']['Snippet'] }) {
  return (
    <>
      {ranges.map(({ start, end }, place) => (
        <Fragment key={start}>
          {text.slice(ranges[place - 1]?.end ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(ranges.at(-1)?.end ?? 0)}
    </>
  );
}
