/** robots.txt: its rules are obeyed, and parsing takes time linear in its length, whatever it contains. */
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { MockAgent } from 'undici';
import type { Fetched } from '../../activities/knowledge/fetch-page.ts';
import { fetchPage } from '../../activities/knowledge/fetch-page.ts';
import { MOST_RULES, allows, rulesFor } from '../../domain/knowledge/robots.ts';
import { fits } from '../../domain/text/wildcards.ts';
import { size } from '../support/size.ts';

const may = (text: string, path: string): boolean => allows(rulesFor('SigFollowBot', text), path);

/** What becomes of a page of a site that says so. */
async function fetched(said: string): Promise<Fetched> {
  const site = new MockAgent();
  site.disableNetConnect();
  site.get('https://x.example').intercept({ path: '/robots.txt' }).reply(200, said);
  site
    .get('https://x.example')
    .intercept({ path: '/page' })
    .reply(200, 'Words', { headers: { 'content-type': 'text/plain' } });
  try {
    return await fetchPage(site, 'https://x.example/page', null, new AbortController().signal);
  } finally {
    await site.close();
  }
}

describe('what a robots.txt says', () => {
  test.each<[string, string, string, boolean]>([
    ['nothing', '', '/a', true],
    ['for all', 'User-agent: *\nDisallow: /a', '/a/b', false],
    ['for others', 'User-agent: Other\nDisallow: /', '/a', true],
    [
      'for us, so that what is said to all is not',
      'User-agent: *\nDisallow: /\n\nUser-agent: sigfollowbot\nDisallow: /b',
      '/a',
      true,
    ],
    [
      'for us, that nothing is forbidden',
      'User-agent: *\nDisallow: /\n\nUser-agent: SigFollowBot\nDisallow:',
      '/a',
      true,
    ],
    ['with a version', 'User-agent: SIGFOLLOWBOT/2.1\nDisallow: /a', '/a', false],
    ['for a name that begins like ours', 'User-agent: SigFollowBot-Images\nDisallow: /a', '/a', true],
    [
      'for us in two groups',
      'User-agent: SigFollowBot\nDisallow: /b\nUser-agent: Other\nDisallow: /c\nUser-agent: SigFollowBot\nDisallow: /a',
      '/a',
      false,
    ],
    [
      'for several at once',
      'User-agent: Other\nUser-agent: SigFollowBot\nUser-agent: Third\nDisallow: /a',
      '/a',
      false,
    ],
    [
      'behind a site map, which ends no group',
      'User-agent: *\nDisallow: /b\nSitemap: https://x.example/map.xml\nDisallow: /a',
      '/a',
      false,
    ],
    [
      'for all how often, and to another one that it goes',
      'User-agent: *\nCrawl-delay: 10\n\nUser-agent: Other\nDisallow: /',
      '/a',
      true,
    ],
    ['before any group', 'Disallow: /\nUser-agent: *\nDisallow: /b', '/a', true],
    ['with a comment and spaces', ' USER-AGENT : * # all\r\n\tDisallow\t:\t/a # b', '/a', false],
    ['with ends of lines of old', 'User-agent: *\rDisallow: /a', '/a', false],
    ['by the longest rule', 'User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
    ['by the longest rule, wherever it stands', 'User-agent: *\nAllow: /a/b\nDisallow: /a', '/a/c', false],
    ['both: allowed', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
    ['with wildcards', 'User-agent: *\nDisallow: /*/secret/*.pdf', '/x/y/secret/z.pdf?v=1', false],
    ['with an end', 'User-agent: *\nDisallow: /*.pdf$', '/x.pdf?v=1', true],
    ['with an end that fits', 'User-agent: *\nDisallow: /*.pdf$', '/x.pdf.pdf', false],
    ['of a query', 'User-agent: *\nDisallow: /*?', '/a?b', false],
    ['in its own letters', 'User-agent: *\nDisallow: /größe', '/gr%C3%B6%c3%9fe', false],
    ['in percent where nobody need', 'User-agent: *\nDisallow: /%7Ea%62', '/~ab', false],
    ['of a path with marks that mean something', 'User-agent: *\nDisallow: /a%2Ab$c', '/a*b$c', false],
  ])('%s', (_what, text, path, allowed) => expect(may(text, path)).toBe(allowed));

  test('in its first 500 kB: they count, however long it is', async () => {
    expect(await fetched(`User-agent: *\nDisallow: /page\n${'# and so on\n'.repeat(60_000)}`)).toEqual({
      kind: 'failed',
      code: 'robots',
    });
  });

  test('a site that has more to say than is kept is left alone', () => {
    const rules = (count: number): string =>
      `User-agent: *\n${Array.from({ length: count }, (_, index) => `Disallow: /x${index}\n`).join('')}`;
    expect([may(rules(MOST_RULES), '/a'), may(rules(MOST_RULES + 1), '/a')]).toEqual([true, false]);
  });
});

describe('what it costs', () => {
  /** As many robots and as many rules as are worth 500 kB. */
  const crowd = (robot: string): string =>
    `User-agent: ${robot}\n`.repeat(250_000 / (robot.length + 13)) + 'Disallow: /a\n'.repeat(19_000);

  test.each(['a', '*', 'SigFollowBot'])('robots × rules, of “%s”: no more rules are kept than are wanted', robot => {
    expect(rulesFor('SigFollowBot', crowd(robot)).length).toBeLessThanOrEqual(MOST_RULES);
  });

  test('a site of which each line is said to each robot has its pages read', async () => {
    expect(await fetched(crowd('a'))).toMatchObject({ kind: 'page', mime: 'text/plain' });
  });

  const PATH = 8_192;
  test.each<[string, string, string]>([
    ['stars alone', '*'.repeat(PATH), 'a'.repeat(PATH)],
    ['a star at each letter', '*a'.repeat(PATH), 'a'.repeat(PATH)],
    ['stars, and an end that is not there', `${'*a'.repeat(PATH / 4)}*b$`, 'a'.repeat(PATH)],
    ['a long part that nearly fits everywhere', `*${'a'.repeat(PATH / 2)}b`, 'a'.repeat(PATH)],
    ['long parts that nearly fit', `*${'a'.repeat(60)}b`.repeat(PATH / 128), `${'a'.repeat(59)}b`.repeat(PATH / 60)],
    ['parts within parts', `*${'ab'.repeat(PATH / 8)}aa`.repeat(4), 'ab'.repeat(PATH / 2)],
  ])('%s: a path’s letters are looked at a few times each', (_what, pattern, text) => {
    let looks = 0;
    fits(pattern, {
      length: text.length,
      charCodeAt: at => {
        looks += 1;
        return text.charCodeAt(at);
      },
    });
    expect(looks).toBeLessThanOrEqual(2 * (pattern.length + text.length));
  });

  test('wildcards mean what they always did', () => {
    /** Every way is tried: right, but slow. */
    const tried = (pattern: string, text: string): boolean => {
      if (pattern === '') return true;
      if (pattern === '$') return text === '';
      if (pattern.startsWith('*'))
        return tried(pattern.slice(1), text) || (text !== '' && tried(pattern, text.slice(1)));
      return text.startsWith(pattern.charAt(0)) && tried(pattern.slice(1), text.slice(1));
    };
    const few = (letters: string, maxLength: number) =>
      fc.array(fc.constantFrom(...Array.from(letters)), { maxLength }).map(each => each.join(''));
    fc.assert(
      fc.property(few('ab*', 8), fc.constantFrom('', '$'), few('ab', 10), (pattern, end, text) =>
        expect(fits(`${pattern}${end}`, text)).toBe(tried(`${pattern}${end}`, text)),
      ),
      { numRuns: size({ quick: 3_000, full: 100_000 }) },
    );
  });
});
