import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const known = new Map<string, readonly string[]>();

/**
 * The files of the project that a file needs to be loaded: itself, what it imports, and so on, also where one is not
 * there (yet). Types count, too; what only a variable names does not.
 * @param file its full path.
 */
export function reachableFrom(file: string): ReadonlySet<string> {
  const seen = new Set([file]);
  // A set tells what is added to it while it is walked.
  for (const each of seen) for (const next of importsOf(each)) seen.add(next);
  return seen;
}

/** What was read of these files is not true any more. */
export function forgetImports(files: Iterable<string>): void {
  for (const file of files) known.delete(file);
}

/** The files of the project that a file imports itself. */
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
