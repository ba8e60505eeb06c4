/** Runs the big tests of `npm test` at their full size. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../../bench/report.ts';
import { runJest } from '../../ops/test/jest.ts';
import { withTestServers } from '../../ops/test/servers.ts';
import { root } from '../../ops/root.ts';
import { SEED } from '../support/random.ts';

/** Time limit per test, far above what the largest one takes. */
const LIMIT_MS = 3_600_000;

const AXE = ['browser/accessibility.test.ts', 'browser/accessibility-on-a-busy-day.test.ts'];

const IN_CHROMIUM = ['browser/day-by-keyboard.test.ts', 'browser/day-on-a-phone.test.ts', 'browser/long-lists.test.ts'];

/** Runs all test files that use `size`. */
export const chaosSizes = (signal: AbortSignal): Promise<Measurement[]> =>
  atFullSize(
    (readdirSync(join(root, 'test'), { recursive: true }) as string[]).filter(
      file =>
        AXE.includes(file) ||
        (file.endsWith('.test.ts') && readFileSync(join(root, 'test', file), 'utf8').includes('size({')),
    ),
    signal,
  );

/** Every screen of the workbench in every look: theme, width and direction. */
export const chaosAxe = (signal: AbortSignal): Promise<Measurement[]> => atFullSize(AXE, signal);

/** Whole days of an agent, and lists as long as they get, in Chromium. */
export const chaosBrowser = (signal: AbortSignal): Promise<Measurement[]> => atFullSize(IN_CHROMIUM, signal);

async function atFullSize(files: readonly string[], signal: AbortSignal): Promise<Measurement[]> {
  return withTestServers(
    { prefix: 'sigfollow-sizes-', say: line => console.log(`• ${line}`), signal },
    async ({ env, folder }) => {
      const run = await runJest({
        env: { ...env, TEST_SIZE: 'full', SEED: String(SEED) },
        patterns: files.map(file => `test/${file}`),
        folder,
        args: [`--testTimeout=${LIMIT_MS}`],
        signal,
      });
      signal.throwIfAborted();
      for (const { name, message } of run.untold) console.log(`  ${name}: ${message}`);
      return [
        {
          name: `tests at full size that failed, of ${run.passed + run.failed} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
          value: run.failed,
          unit: '',
          baseline: null,
          ratio: null,
          floor: '0',
          holds: run.failed === 0 && files.length > 0,
        },
      ];
    },
  );
}
