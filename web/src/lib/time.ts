import { useSyncExternalStore } from 'react';
import { spoken, useLanguage } from './i18n-language.ts';
import { serverNow } from './server-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TICK_MS = 15_000;
let now = serverNow();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all that counts: a page that is left open goes on by itself. */
function subscribe(listener: () => void): () => void {
  read();
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of [...listeners]) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time that is shown. The clock stands while nobody looks at it: whoever comes then sets it. */
function read(): number {
  if (timer === undefined && Math.abs(serverNow() - now) >= TICK_MS) now = serverNow();
  return now;
}

/**
 * The time by the server's clock, epoch milliseconds, renewed every 15 seconds. What shows times is shown anew in another
 * language, too.
 */
export function useNow(): number {
  useLanguage();
  return useSyncExternalStore(subscribe, read);
}

/** How a locale writes times, numbers and lists. */
function writerOf(locale: string) {
  const amount = (unit: string, unitDisplay: 'short' | 'narrow') => {
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay });
    // The narrow sign stands close to its number: `22h`.
    return (value: number): string => format.format(value).replace(/(?<=\d)(?=\p{Script=Latin})/u, '\u00a0');
  };
  return {
    full: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }),
    clock: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: 'short' }),
    date: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
    dateAndClock: new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
    day: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
    dayOfYear: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    // Not `Intl.DurationFormat`: Node has it from 23 on, and we run on 20.
    duration: new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }),
    minutes: amount('minute', 'short'),
    hours: amount('hour', 'narrow'),
    days: amount('day', 'short'),
  };
}

let writer: ReturnType<typeof writerOf> | undefined;
let writesIn = '';
/** Made once a locale: making one takes as long as a hundred uses. */
function writing(): ReturnType<typeof writerOf> {
  const { locale } = spoken();
  if (writer === undefined || writesIn !== locale) [writer, writesIn] = [writerOf(locale), locale];
  return writer;
}

const numbers = new Map<string, Intl.NumberFormat>();

/** A number. @param options as of `Intl.NumberFormat`, such as a currency or a percentage. */
export function inNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const { locale } = spoken();
  const name = `${locale} ${JSON.stringify(options)}`;
  const format = numbers.get(name) ?? new Intl.NumberFormat(locale, options);
  numbers.set(name, format);
  return format.format(value);
}

/** Several things in a sentence: `a, b and c`. */
export const inList = (items: readonly string[]): string => writing().list.format(items);

/** A moment in full, with its zone: for who wants to know exactly. */
export const inFull = (iso: string): string => writing().full.format(new Date(iso));

/** The time of day. */
export const clockTime = (iso: string): string => writing().clock.format(new Date(iso));

/** Day and time of what is some days away: when a conversation comes back, when something is due. */
export const dayAndTime = (iso: string): string => writing().dateAndClock.format(new Date(iso));

/** How long ago, as lists show it: minutes, the time of today, the day of this week, the date. */
export function ago(iso: string, at: number): string {
  const { relative, minutes, clock, weekday, date } = writing();
  const then = new Date(iso);
  const passed = at - then.getTime();
  if (passed < MINUTE) return relative.format(0, 'second');
  if (passed < HOUR) return minutes(Math.floor(passed / MINUTE));
  if (daysBetween(then, new Date(at)) === 0) return clock.format(then);
  return passed < 6 * DAY ? weekday.format(then) : date.format(then);
}

/** A length of time in its two largest units: `21 h`, `1 h 40 min`, `4 min`. @param ms at least 0. */
export function lengthOf(ms: number): string {
  const { minutes, hours, days, duration } = writing();
  // A sign, not words: it is the same in every language, and turned round where one writes from right to left.
  if (ms < MINUTE) return `<\u00a0${minutes(1)}`;
  if (ms < HOUR) return minutes(Math.floor(ms / MINUTE));
  const [wholeHours, rest] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE)];
  if (wholeHours >= 48) return days(Math.floor(ms / DAY));
  return wholeHours >= 4 || rest === 0 ? hours(wholeHours) : duration.format([hours(wholeHours), minutes(rest)]);
}

/** Days of the calendar from one moment to another, however long the nights' clocks are put back or forward. */
function daysBetween(from: Date, to: Date): number {
  const dayOf = (moment: Date): number => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / DAY;
  return dayOf(to) - dayOf(from);
}

/** The day of a moment, as it stands between messages: today, yesterday, the date; the year only of others. */
export function dayOf(iso: string, at: number): string {
  const { relative, day, dayOfYear } = writing();
  const [then, today] = [new Date(iso), new Date(at)];
  const days = daysBetween(then, today);
  if (days === 0 || days === 1) return asHeading(relative.format(-days, 'day'));
  return asHeading((then.getFullYear() === today.getFullYear() ? day : dayOfYear).format(then));
}

/** `Intl` writes words as they are inside of a sentence. */
function asHeading(words: string): string {
  const [first = '', ...others] = words;
  return first.toLocaleUpperCase(spoken().locale) + others.join('');
}
