import i18next from 'i18next';

const KILO = 1024;

/** A file's size in the largest unit that says it with few digits, in the language of the page. @param bytes ≥ 0. */
export function bytesIn(bytes: number): string {
  const isLarge = bytes >= KILO * KILO;
  return new Intl.NumberFormat(i18next.language, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(isLarge ? bytes / KILO / KILO : Math.max(1, bytes / KILO));
}

/** The length of something to listen to, as players show it: `0:24`. */
export const lengthOfSound = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
