/** Which language a text is in, from its letters; see docs/decisions/0014. */
import { eld } from 'eld/small';
import { cut } from '../../domain/text/cut.ts';

/** More of a text does not make it surer. */
const TEXT = 1_000;

/** ISO 639-1 code; null where the text is too short or too mixed to say. */
export function languageOf(text: string): string | null {
  const found = eld.detect(cut(text, TEXT));
  return found.isReliable() && found.language !== '' ? found.language : null;
}
