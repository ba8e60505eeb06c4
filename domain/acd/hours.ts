/** Business hours: weekly opening times in a time zone, and holidays. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/**
 * Local times, HH:MM. `to` is exclusive; 24:00 is the end of the day. If `to` is not later than `from`, the span ends
 * on the next day, and all of it belongs to the day on which it begins (a holiday on that day cancels all of it).
 */
interface OpenSpan {
  readonly from: string;
  readonly to: string;
}

export interface BusinessHours {
  /** IANA time-zone name. */
  readonly timeZone: string;
  readonly week: { readonly [day in Weekday]?: readonly OpenSpan[] | undefined };
  /** Local dates, YYYY-MM-DD, that are closed all day. */
  readonly holidays: readonly string[];
}

/**
 * Whether it is open at `at` (epoch milliseconds). Compares local wall-clock time, so daylight-saving time needs no
 * rule of its own.
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
/** How far ahead open time is looked for. */
const HORIZON_DAYS = 366;

/**
 * When `openMs` of business time have passed since `from` (epoch milliseconds). Null hours: always open.
 * @returns `from` plus 366 days if there is less business time than that within 366 days.
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

/** The business time between `from` and `to`, milliseconds; 0 if `to` is not later. Looks at most 366 days ahead. */
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

/** The next time at which it is open; `from` itself if it is open then. @returns null if not within 366 days. */
export function nextOpening(hours: BusinessHours, from: number): number | null {
  for (const span of openSpans(hours, from)) return span.from;
  return null;
}

/**
 * Open spans from `from` on, in order; adjacent ones are not merged. `isOpenAt` alone decides, and is asked at every
 * moment at which the answer may change, so that clock changes need no arithmetic here.
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

/** Every moment strictly between `start` and `end` at which it may open or close, in order. */
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

/** The first minute with the new UTC offset; assumes exactly one change between `start` and `end`. */
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

/** UTC offset of the local time at `at`, milliseconds. */
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
