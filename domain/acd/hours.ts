/** Business hours: when a week is open in a time zone, and on which days it is not. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `from` and `to`: local times, HH:MM; `to` is not included, and 24:00 is the end of the day. */
export interface OpenSpan {
  readonly from: string;
  readonly to: string;
}

export interface BusinessHours {
  /** An IANA name. */
  readonly timeZone: string;
  readonly week: { readonly [day in Weekday]?: readonly OpenSpan[] | undefined };
  /** Local dates, YYYY-MM-DD, that are closed all day. */
  readonly holidays: readonly string[];
}

/** Whether it is open at `at` (epoch milliseconds): as the clocks on the wall show it, so summer time needs no rule of its own. */
export function isOpenAt({ timeZone, week, holidays }: BusinessHours, at: number): boolean {
  const { date, day, time } = wallClock(timeZone, at);
  return !holidays.includes(date) && (week[day] ?? []).some(({ from, to }) => from <= time && time < to);
}

function wallClock(timeZone: string, at: number): { date: string; day: Weekday; time: string } {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find(part => part.type === type)?.value ?? '';
  return { date: `${of('year')}-${of('month')}-${of('day')}`, day: of('weekday').toLowerCase() as Weekday, time: `${of('hour')}:${of('minute')}` };
}
