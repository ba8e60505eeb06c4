import { spoken } from './i18n-language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in the language of the page; formats are made once a locale, as making one takes long. */
function format(iso: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const { locale } = spoken();
  const key = `${locale} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made.format(new Date(iso));
}

/** Farther away than this the year matters more than the time of day. */
const FAR_MS = 180 * 24 * 60 * 60 * 1000;

/** A moment of some days around now: `Tue 1 Dec, 09:00`; one that is far away as a day. */
export function dayAndTime(iso: string): string {
  if (Math.abs(Date.parse(iso) - Date.now()) > FAR_MS) return shortDay(iso);
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return format(iso, 'day and time', options);
}

/** A day of the past: `3 Nov 2026`. */
export const shortDay = (iso: string): string =>
  format(iso, 'day', { day: 'numeric', month: 'short', year: 'numeric' });
