/** Business hours: when a week is open in a time zone, and on which days it is not. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/**
 * `from` and `to`: local times, HH:MM; `to` is not included, and 24:00 is the end of the day. A `to` that is not later
 * than `from` is on the next day, and the whole span belongs to the day on which it begins.
 */
interface OpenSpan {
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

/**
 * Whether it is open at `at` (epoch milliseconds): as the clocks on the wall show it, so summer time needs no rule of
 * its own.
 */
export function isOpenAt({ timeZone, week, holidays }: BusinessHours, at: number): boolean {
  const { date, day, time } = wallClock(timeZone, at);
  const yesterday = dayBefore(date, day);
  return (
    (!holidays.includes(date) &&
      (week[day] ?? []).some(span => span.from <= time && (isOvernight(span) || time < span.to))) ||
    (!holidays.includes(yesterday.date) &&
      (week[yesterday.day] ?? []).some(span => isOvernight(span) && time < span.to))
  );
}

const isOvernight = ({ from, to }: OpenSpan): boolean => to <= from;

const dayBefore = (date: string, day: Weekday): { readonly date: string; readonly day: Weekday } => ({
  date: new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10),
  day: WEEKDAYS[(WEEKDAYS.indexOf(day) + 6) % 7] ?? day,
});

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Hours that are not open for so long are taken as never open. */
const HORIZON_DAYS = 366;

/**
 * When `openMs` of open time have passed since `from`. Without hours it is always open.
 * @returns a year later for hours that do not open.
 */
export function addOpenTime(hours: BusinessHours | null, from: number, openMs: number): number {
  if (hours === null) return from + openMs;
  let left = openMs;
  for (const span of openSpans(hours, from)) {
    if (left <= span.to - span.from) return span.from + left;
    left -= span.to - span.from;
  }
  return from + HORIZON_DAYS * DAY_MS;
}

/** How much of the time from `from` to `to` is open. */
export function openTimeBetween(hours: BusinessHours | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (hours === null) return to - from;
  let sum = 0;
  for (const span of openSpans(hours, from)) {
    if (span.from >= to) break;
    sum += Math.min(span.to, to) - span.from;
  }
  return sum;
}

/** When it is open next: `from` itself while it is. @returns null when not within a year. */
export function nextOpening(hours: BusinessHours, from: number): number | null {
  for (const span of openSpans(hours, from)) return span.from;
  return null;
}

/**
 * When it is open from `from` on, in order; what the clocks do is left to `isOpenAt`, asked wherever something may
 * change.
 */
function* openSpans(hours: BusinessHours, from: number): Generator<{ from: number; to: number }> {
  for (let day = 0; day < HORIZON_DAYS; day += 1) {
    const [start, end] = [from + day * DAY_MS, from + (day + 1) * DAY_MS];
    const marks = [start, ...boundaries(hours, start, end), end];
    for (const [index, at] of marks.entries()) {
      const to = marks[index + 1];
      if (to !== undefined && isOpenAt(hours, at)) yield { from: at, to };
    }
  }
}

/** Every moment strictly between two at which it may open or close, in order. */
function boundaries(hours: BusinessHours, start: number, end: number): number[] {
  const offsets = [...new Set([offsetAt(hours.timeZone, start), offsetAt(hours.timeZone, end)])];
  const found = new Set<number>(offsets.length > 1 ? [clockChange(hours.timeZone, start, end)] : []);
  const times = [
    '00:00',
    ...Object.values(hours.week).flatMap(spans => (spans ?? []).flatMap(({ from, to }) => [from, to])),
  ];
  for (const offset of offsets) {
    for (const midnight of [start, (start + end) / 2, end].map(at => Math.floor((at + offset) / DAY_MS) * DAY_MS)) {
      for (const time of times) found.add(midnight + minutesOf(time) * MINUTE_MS - offset);
    }
  }
  return [...found].filter(at => start < at && at < end).sort((a, b) => a - b);
}

/** The minute from which on the clocks show another offset; there is one change between the two. */
function clockChange(timeZone: string, start: number, end: number): number {
  const before = offsetAt(timeZone, start);
  let [low, high] = [Math.floor(start / MINUTE_MS), Math.ceil(end / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** By how much the wall clock is ahead of UTC. */
function offsetAt(timeZone: string, at: number): number {
  const { date, time } = wallClock(timeZone, at);
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    FORMATS.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  FORMATS.set(timeZone, format);
  return format;
}

function wallClock(timeZone: string, at: number): { date: string; day: Weekday; time: string } {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find(part => part.type === type)?.value ?? '';
  return {
    date: `${of('year')}-${of('month')}-${of('day')}`,
    day: of('weekday').toLowerCase() as Weekday,
    time: `${of('hour')}:${of('minute')}`,
  };
}
