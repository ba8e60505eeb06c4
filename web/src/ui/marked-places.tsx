import { Fragment } from 'react';
import { placesIn } from '../lib/places.ts';
import classes from './marked-places.module.css';

/** A text in which the places that something is to be put into are marked. */
export function MarkedPlaces({ text }: { readonly text: string }) {
  const places = placesIn(text);
  return (
    <>
      {places.map(({ from, to }, index) => (
        <Fragment key={from}>
          {text.slice(places[index - 1]?.to ?? 0, from)}
          <mark className={classes['place']}>{text.slice(from, to)}</mark>
        </Fragment>
      ))}
      {text.slice(places.at(-1)?.to ?? 0)}
    </>
  );
}
