import { join } from 'node:path';
import { reachableFrom } from '../imports.ts';
import { root } from '../root.ts';

/** The servers tests can need, each with its marker file: a test that imports that file needs the server. */
const ASKED_BY = {
  postgres: 'test/support/servers/postgres.ts',
  temporal: 'test/support/servers/temporal.ts',
  workflowBundle: 'test/support/servers/workflow-bundle.ts',
  timeSkipping: 'test/support/servers/time-skipping.ts',
  s3: 'test/support/servers/s3.ts',
  chromium: 'test/support/servers/chromium.ts',
} as const;

/** A server, or another resource that is created once for all test files. */
export type Need = keyof typeof ASKED_BY;

export const ALL_NEEDS = Object.keys(ASKED_BY) as readonly Need[];

/**
 * What has to be started before these test files can run, according to their imports, direct or indirect.
 * @param files absolute paths.
 */
export function needsOf(files: readonly string[]): ReadonlySet<Need> {
  const needs = new Set<Need>();
  for (const file of files) {
    const reached = reachableFrom(file);
    for (const need of ALL_NEEDS) if (reached.has(join(root, ASKED_BY[need]))) needs.add(need);
  }
  return needs;
}
