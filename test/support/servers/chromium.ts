import { handed } from './handed.ts';

/** Path of Chromium and the variables its environment needs. @throws when there is none; the message says why. */
export function chromiumProgram(): { readonly path: string; readonly env: Readonly<Record<string, string>> } {
  const found = handed('chromium');
  if (found.kind === 'missing') throw new Error(found.why);
  return found;
}
