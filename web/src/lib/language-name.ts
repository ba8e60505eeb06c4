/** A language by its name. @param code of ISO 639. @param locale in which it is named. */
export const languageName = (code: string, locale: string): string =>
  new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' }).of(code) ?? code;
