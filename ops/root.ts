import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, also for code that was compiled into a folder below it. */
export const root = checkoutAbove(dirname(fileURLToPath(import.meta.url)));

function checkoutAbove(start: string): string {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
  // An image of what was built has no checkout around it.
  return dirname(start);
}
