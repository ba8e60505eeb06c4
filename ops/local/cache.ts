import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A path below the user's cache folder (`XDG_CACHE_HOME`, else ~/.cache), for what is downloaded or built once. The
 * folder is not created.
 */
export function cacheDir(...parts: string[]): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sigfollow', ...parts);
}
