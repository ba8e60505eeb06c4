import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const known = new Map<string, readonly string[]>();

/**
 * The file itself and every file of the project that it imports, directly or indirectly, including imported files that
 * do not exist (yet). Type-only imports count; dynamic imports whose path is computed do not.
 * @param file its absolute path.
 * @returns absolute paths.
 */
export function reachableFrom(file: string): ReadonlySet<string> {
  const seen = new Set([file]);
  // Iterating over a set also visits elements that are added during the iteration.
  for (const each of seen) for (const next of importsOf(each)) seen.add(next);
  return seen;
}

/** Drops the cached imports of files that were changed. */
export function forgetImports(files: Iterable<string>): void {
  for (const file of files) known.delete(file);
}

/** Absolute paths of the project's files that a file imports directly. The result is cached. */
export function importsOf(file: string): readonly string[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found = readImports(file);
  known.set(file, found);
  return found;
}

function readImports(file: string): string[] {
  if (!/\.[cm]?tsx?$|\.[cm]?js$/.test(file) || !existsSync(file)) return [];
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName));
}
