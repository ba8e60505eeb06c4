/** The courtesies that need no model. */
/** What is said to thanks, by language (ISO 639-1): no facts, no promise. */
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

/** A courtesy in the contact's language; null where it is not known how that is said. */
export const courtesyIn = (language: string | null): string | null =>
  language === null ? null : (COURTESIES[language] ?? null);

/** Whether a text is one of these: nobody is thanked twice. */
export const isCourtesy = (text: string): boolean => Object.values(COURTESIES).includes(text);
