/** axe-core in an open page. It runs from outside the page's own scripts, so that the page's policy stays as it is. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA; the default of axe leaves the size of targets out. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Node {
  readonly target: readonly string[];
  readonly html: string;
  readonly failureSummary?: string;
}
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly Node[];
}

let source: Promise<string> | undefined;
const axeSource = (): Promise<string> =>
  (source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));

/** What is wrong on a page as it is shown now, a line each: rule, place and why. Empty when nothing is. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource());
  const found = await page.evaluate<readonly Violation[], readonly string[]>(async tags => {
    const { axe } = globalThis as unknown as {
      axe: { run: (what: object) => Promise<{ violations: readonly Violation[] }> };
    };
    return (await axe.run({ runOnly: { type: 'tag', values: tags } })).violations;
  }, TAGS);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').replaceAll('\n', ' ')}`,
    ),
  );
}

/** Whether the page can be scrolled sideways (WCAG 1.4.10). */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
