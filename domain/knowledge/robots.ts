/**
 * What a site's robots.txt allows one robot. Source: RFC 9309. Looks at each line once, and keeps only what is said to
 * this robot or to all: how many others a site names costs nothing.
 */
import { fits } from '../text/wildcards.ts';

export interface RobotsRule {
  readonly allow: boolean;
  /** Of paths, with `*` and `$`. */
  readonly pattern: string;
}

/** More than any site needs: the longest ones that people write have some hundred. */
export const MOST_RULES = 5_000;
const EVERYTHING_FORBIDDEN: readonly RobotsRule[] = [{ allow: false, pattern: '/' }];

const LINES = /[^\r\n]+/g;
/** A robot's name, before its version. */
const PRODUCT = /^[a-z_-]+/;
const ALL = /^\*(\s|$)/;

/**
 * The rules for a robot: those of all groups that name it, else those of all groups for everybody (2.2.1). A site that
 * has more of them than are kept is left alone.
 * @param robot its product token, in whatever case.
 */
export function rulesFor(robot: string, text: string): readonly RobotsRule[] {
  const wanted = robot.toLowerCase();
  const [own, everybody]: [RobotsRule[], RobotsRule[]] = [[], []];
  let [isNamed, isOwn, isEverybody, areNaming] = [false, false, false, false];
  for (const [line] of text.matchAll(LINES)) {
    const { name, value } = fieldOf(line);
    if (name === 'user-agent') {
      if (!areNaming) [isOwn, isEverybody, areNaming] = [false, false, true];
      if (ALL.test(value)) isEverybody = true;
      else if (PRODUCT.exec(value.toLowerCase())?.[0] === wanted) isNamed = isOwn = true;
    } else if (name === 'allow' || name === 'disallow') {
      areNaming = false;
      if (value === '' || (!isOwn && !isEverybody)) continue;
      const rule = { allow: name === 'allow', pattern: normalPattern(value) };
      if (isOwn && own.length <= MOST_RULES) own.push(rule);
      if (isEverybody && everybody.length <= MOST_RULES) everybody.push(rule);
    } else if (name === 'crawl-delay') areNaming = false; // Not of the RFC, but whoever writes it means the group above.
  }
  const rules = isNamed ? own : everybody;
  return rules.length > MOST_RULES ? EVERYTHING_FORBIDDEN : rules;
}

/**
 * Whether rules allow a path (with its query): the longest that fits it decides, of two the one that allows (2.2.2).
 */
export function allows(rules: readonly RobotsRule[], path: string): boolean {
  const normal = normalPath(path);
  let [longest, allow] = [-1, true];
  for (const rule of rules) {
    const { length } = rule.pattern;
    if (length < longest || (length === longest && allow) || !fits(rule.pattern, normal)) continue;
    [longest, allow] = [length, rule.allow];
  }
  return allow;
}

/** What a line says, without its comment. */
function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const comment = line.indexOf('#');
  const said = comment < 0 ? line : line.slice(0, comment);
  const colon = said.indexOf(':');
  return colon < 0
    ? { name: '', value: '' }
    : { name: said.slice(0, colon).trim().toLowerCase(), value: said.slice(colon + 1).trim() };
}

/** A `$` means the end at the end alone. */
const normalPattern = (pattern: string): string => normal(pattern).replace(/\$(?!$)/g, '%24');
/** What means something in a pattern is only itself in a path. */
const normalPath = (path: string): string => normal(path).replaceAll('*', '%2A').replaceAll('$', '%24');

/**
 * One spelling for what is the same address: what may be written plainly is, the rest in percent and capitals (2.2.2).
 */
function normal(text: string): string {
  const plain = text.toWellFormed().replace(/%[\dA-Fa-f]{2}/g, code => {
    const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(letter) ? letter : code.toUpperCase();
  });
  return encodeURI(plain).replaceAll('%25', '%');
}
