import { dayAndTime, inFull } from '../lib/time.ts';

/** When something was: day and time, with year, seconds and zone on hover. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={inFull(at)}>
      {dayAndTime(at)}
    </time>
  );
}
