/** Guesses the language of a text from its letters; see docs/decisions/0014. */
import { eld } from 'eld/small';
import { cut } from '../../domain/text/cut.ts';

/** Letters that are looked at; more would not make the guess more reliable. */
const TEXT = 1_000;

/** The ISO 639-1 code; null when the text is too short or too mixed to tell. */
export function languageOf(text: string): string | null {
  const found = eld.detect(cut(text, TEXT));
  return found.isReliable() && found.language !== '' ? found.language : null;
}
