import { join, sep } from 'node:path';
import { forgetImports, reachableFrom } from '../imports.ts';
import { root } from '../root.ts';

/** The worker runs this without importing it, because workflows are loaded from a bundle. */
const WORKFLOWS = join(root, 'workflows/index.ts');
const WORKER = 'worker';
const SCHEMA = join(root, 'prisma') + sep;

/** What changed files require. */
export interface Concerned {
  /** Names of the processes that have to be restarted. */
  readonly processes: readonly string[];
  /** Whether the workflows have to be bundled again. */
  readonly isBundle: boolean;
  /** Whether the database has to be migrated, which happens at the next start. */
  readonly isSchema: boolean;
}

/**
 * Finds out which processes a change affects, by the imports of their entry files.
 * @param files absolute paths of files that were changed, created or deleted.
 * @param processes the name of each process and the absolute path of its entry file.
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
