import i18next from 'i18next';

/** Codes that the client itself gives, or answers with its own words: they come with the page, also offline. */
const OWN = {
  offline: 'offline',
  unreachable: 'unreachable',
  unreadable: 'unreadable',
  unauthenticated: 'sessionOver',
  csrf: 'sessionOver',
  reply_waits: 'replyWaits',
} as const;
const isOwn = (code: string): code is keyof typeof OWN => Object.hasOwn(OWN, code);

const speaksEnglish = (): boolean => !i18next.isInitialized || i18next.language === 'en';

/** The words of a language for what the API refuses, by code. */
function translated(code: string): string | null {
  const words: unknown = speaksEnglish() ? undefined : i18next.getResource(i18next.language, 'problems', code);
  return typeof words === 'string' ? words : null;
}

/**
 * A sentence for what went wrong, in the language that is spoken now. The API's own titles are English: there they say
 * more than its codes, and hold as long as the words of a code are not known elsewhere.
 * @param title the API's sentence.
 */
export function problemWords(code: string, status: number, title: string): string {
  if (isOwn(code) && i18next.isInitialized) return i18next.t(`problem.${OWN[code]}`, { ns: 'ui', status });
  return translated(code) ?? title;
}

/** Whether `problemWords` gives the API's English sentence on a page in another language. */
export const isUntranslated = (code: string): boolean => !speaksEnglish() && !isOwn(code) && translated(code) === null;
