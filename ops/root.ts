import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, also for code that was compiled into a folder below it. */
export const root = checkoutAbove(dirname(fileURLToPath(import.meta.url)));

function checkoutAbove(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : checkoutAbove(dirname(folder));
}
