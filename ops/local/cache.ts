import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's cache folder for what is downloaded or built once: XDG_CACHE_HOME, else ~/.cache. */
export function cacheDir(...parts: string[]): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sigfollow', ...parts);
}
