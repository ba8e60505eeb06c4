import { join, sep } from 'node:path';
import { forgetImports, reachableFrom } from '../imports.ts';
import { root } from '../root.ts';

/** What the worker runs without importing it: it is bundled. */
const WORKFLOWS = join(root, 'workflows/index.ts');
const WORKER = 'worker';
const SCHEMA = join(root, 'prisma') + sep;

/** What has to be done about files that have changed. */
export interface Concerned {
  /** Names of the processes that begin anew. */
  readonly processes: readonly string[];
  /** Whether workflows have to be bundled again. */
  readonly isBundle: boolean;
  /** Whether the database has to be migrated, which a start does. */
  readonly isSchema: boolean;
}

/**
 * @param files that were changed, made or deleted, by their full paths.
 * @param processes by name, and the file each of them begins with.
 */
export function concernedBy(
  files: readonly string[],
  processes: readonly { readonly name: string; readonly file: string }[],
): Concerned {
  forgetImports(files);
  const reaches = (entry: string): boolean => {
    const reached = reachableFrom(entry);
    return files.some(file => reached.has(file));
  };
  const isBundle = reaches(WORKFLOWS);
  return {
    processes: processes
      .filter(({ name, file }) => reaches(file) || (isBundle && name === WORKER))
      .map(({ name }) => name),
    isBundle,
    isSchema: files.some(file => file.startsWith(SCHEMA)),
  };
}
