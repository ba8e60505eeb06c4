/**
 * Which passwords are accepted: long enough, and not among those that are guessed first. No rules about kinds of
 * characters, following NIST SP 800-63B and OWASP ASVS 5.0 (6.2). zxcvbn recognises common passwords, words, names,
 * dates and keyboard walks.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { cut } from '../../domain/text/cut.ts';

/** In Unicode code points. */
export const PASSWORD_MIN = 12;
/** In UTF-16 code units. */
export const PASSWORD_MAX = 200;
/** Lowest accepted zxcvbn score, of 0 to 4. 3 withstands 10⁸ guesses, each of which the password hash makes slow. */
const SCORE = 3;
/**
 * So many UTF-16 code units are estimated: the estimator's time grows with the square of the length, and a password
 * with a strong beginning is strong as a whole.
 */
const LOOKED_AT = 64;
const OURS = ['sigfollow', 'whatsapp'];

let made: Promise<ZxcvbnFactory> | undefined;

/** Loaded on first use: the dictionaries take 70 MB, and only processes that set passwords need them. */
async function makeEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Factory({ dictionary, graphs: adjacencyGraphs });
}

/**
 * Why a password is not accepted, as a sentence for people; null when it is accepted.
 * @param known what others know about the person, such as name and e-mail address: weak as part of a password.
 */
export async function passwordWeakness(password: string, known: readonly string[]): Promise<string | null> {
  const { length } = Array.from(password);
  if (length < PASSWORD_MIN) return `It has fewer than ${PASSWORD_MIN} characters.`;
  if (password.length > PASSWORD_MAX) return `It has more than ${PASSWORD_MAX} characters.`;
  const estimator = await (made ??= makeEstimator());
  const parts = known.flatMap(text => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(text => text.length > 2);
  const { score } = estimator.check(cut(password, LOOKED_AT), [...OURS, ...parts]);
  return score < SCORE
    ? 'It is one of those that are guessed first: a common password, a word with digits behind it, a name, a date or a pattern of keys.'
    : null;
}
