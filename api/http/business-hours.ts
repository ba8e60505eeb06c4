import { z } from 'zod';
import { WEEKDAYS } from '../../domain/acd/hours.ts';
import { date, many, matching } from './input.ts';

const knownZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const clock = matching(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be like 09:00', 5);
const day = many(
  z
    .strictObject({
      from: clock,
      to: clock.meta({ description: 'Not included; one that is not later than `from` is on the next day.' }),
    })
    .refine(({ from }) => from !== '24:00', { path: ['from'], message: 'must be before the end of the day' })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must not be the same as from' }),
  10,
);
/** The IANA name of a time zone that this server knows. */
export const timeZone = matching(/^[\w+/-]{1,100}$/, 'must be an IANA time zone', 100).refine(
  knownZone,
  'must be an IANA time zone',
);
/** The opening hours of a week in local time, and closed days (`holidays`); see `domain/acd/hours.ts`. */
export const businessHours = z
  .strictObject({
    timeZone,
    week: z.strictObject(
      Object.fromEntries(WEEKDAYS.map(name => [name, day.optional()])) as Record<
        (typeof WEEKDAYS)[number],
        z.ZodOptional<typeof day>
      >,
    ),
    holidays: many(date, 500).default([]),
  })
  .meta({ id: 'BusinessHours' });
