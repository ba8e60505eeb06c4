/**
 * Which passwords are taken: long enough, and not among those that are guessed first. No rules about kinds of
 * characters, as NIST SP 800-63B and OWASP ASVS 5.0 (6.2) have it; common ones, words, names, dates and keyboard walks
 * are recognised by zxcvbn.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { cut } from '../../domain/text/cut.ts';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;
/** Of 0 to 4. 3: safe against an attacker who tries 10⁸ times, which hashing makes slow. */
const SCORE = 3;
/** Looking takes longer with the square of the length; what is strong so far is strong as a whole. */
const LOOKED_AT = 64;
const OURS = ['sigfollow', 'whatsapp'];

let made: Promise<ZxcvbnFactory> | undefined;

/** Its dictionaries take 70 MB: only processes that set passwords have them, from the first one on. */
async function makeEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Factory({ dictionary, graphs: adjacencyGraphs });
}

/**
 * Why a password is not taken, in words for people; null: it is.
 * @param known what others know of the person, such as name and e-mail address.
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
