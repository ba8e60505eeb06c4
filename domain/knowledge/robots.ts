/**
 * What a site's robots.txt allows one robot. Source: RFC 9309 (section numbers below). Reads each line once and keeps
 * only the rules for this robot and for all robots, so that rules for others cost no memory.
 */
import { fits } from '../text/wildcards.ts';

export interface RobotsRule {
  readonly allow: boolean;
  /** Path pattern, with `*` and `$` as in `fits`. */
  readonly pattern: string;
}

/** The most rules that are kept. Long robots.txt files in practice have some hundred. */
export const MOST_RULES = 5_000;
const EVERYTHING_FORBIDDEN: readonly RobotsRule[] = [{ allow: false, pattern: '/' }];

const LINES = /[^\r\n]+/g;
/** A robot's product token, before its version. */
const PRODUCT = /^[a-z_-]+/;
const ALL = /^\*(\s|$)/;

/**
 * The rules for a robot: those of all groups that name it, otherwise those of all groups for `*` (2.2.1). If there are
 * more than `MOST_RULES`, everything is forbidden.
 * @param robot its product token, in any case.
 * @param text the robots.txt file.
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
    } else if (name === 'crawl-delay') areNaming = false; // Not in the RFC, but it belongs to the group above it.
  }
  const rules = isNamed ? own : everybody;
  return rules.length > MOST_RULES ? EVERYTHING_FORBIDDEN : rules;
}

/** Whether rules allow a path (with its query): the longest match decides; of two equally long, `allow` (2.2.2). */
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

/** A line's field, without its comment. */
function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const comment = line.indexOf('#');
  const said = comment < 0 ? line : line.slice(0, comment);
  const colon = said.indexOf(':');
  return colon < 0
    ? { name: '', value: '' }
    : { name: said.slice(0, colon).trim().toLowerCase(), value: said.slice(colon + 1).trim() };
}

/** A `$` is special only at the end of a pattern; elsewhere it stands for itself. */
const normalPattern = (pattern: string): string => normal(pattern).replace(/\$(?!$)/g, '%24');
/** `*` and `$` are special only in patterns; in a path they stand for themselves. */
const normalPath = (path: string): string => normal(path).replaceAll('*', '%2A').replaceAll('$', '%24');

/**
 * One spelling for equivalent URLs: unreserved characters are decoded, all others percent-encoded in capitals (2.2.2).
 */
function normal(text: string): string {
  const plain = text.toWellFormed().replace(/%[\dA-Fa-f]{2}/g, code => {
    const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(letter) ? letter : code.toUpperCase();
  });
  return encodeURI(plain).replaceAll('%25', '%');
}
