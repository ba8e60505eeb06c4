import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { chromiumProgram } from './servers/chromium.ts';

/**
 * Starts Chromium. Whoever does has to close it. @throws when it is not available; the message says why.
 * @param found the one to start; left out: that of the run.
 */
export function launchChromium(found = chromiumProgram()): Promise<Browser> {
  return chromium.launch({
    executablePath: found.path,
    env: { ...(process.env as Record<string, string>), ...found.env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
}
