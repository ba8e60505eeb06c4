import { handed } from './handed.ts';

/** Chromium's program and what it wants in its environment. @throws why there is none. */
export function chromiumProgram(): { readonly path: string; readonly env: Readonly<Record<string, string>> } {
  const found = handed('chromium');
  if (found.kind === 'missing') throw new Error(found.why);
  return found;
}
