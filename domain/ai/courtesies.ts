/** Polite replies to thanks that need no model, by language (ISO 639-1): no facts, no promise. */
export const COURTESIES: Readonly<Record<string, string>> = {
  en: 'You’re welcome!',
  de: 'Gern geschehen!',
  nl: 'Graag gedaan!',
  fr: 'Avec plaisir !',
  es: '¡De nada!',
  pt: 'De nada!',
  it: 'Prego!',
  pl: 'Proszę bardzo!',
  tr: 'Rica ederim!',
  ru: 'Пожалуйста!',
  uk: 'Будь ласка!',
  ar: 'على الرحب والسعة!',
  hi: 'आपका स्वागत है!',
  zh: '不客气！',
  ja: 'どういたしまして！',
  ko: '천만에요!',
  id: 'Sama-sama!',
  he: 'בשמחה!',
  el: 'Παρακαλώ!',
  sv: 'Varsågod!',
  da: 'Selv tak!',
  no: 'Bare hyggelig!',
  fi: 'Ole hyvä!',
  cs: 'Není zač!',
  ro: 'Cu plăcere!',
  hu: 'Szívesen!',
  th: 'ยินดีค่ะ',
};

/** The courtesy in the contact's language; null if the language is unknown or not listed. */
export const courtesyIn = (language: string | null): string | null =>
  language === null ? null : (COURTESIES[language] ?? null);

/** Whether a text is one of these courtesies, so that a contact does not get a second one. */
export const isCourtesy = (text: string): boolean => Object.values(COURTESIES).includes(text);
