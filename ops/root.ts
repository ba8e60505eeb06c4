import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout, also when this code was compiled into a folder below it. */
export const root = checkoutAbove(dirname(fileURLToPath(import.meta.url)));

function checkoutAbove(start: string): string {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
  // In a container image of the build output there is no checkout, hence no package-lock.json, around it.
  return dirname(start);
}
