import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../../ops/local/cache.ts';
import { hasTool, runSlowly } from '../../../ops/local/run-tool.ts';

/** Version of Schemathesis (MIT, https://schemathesis.readthedocs.io). */
const VERSION = '4.32.5';

/**
 * Installs Schemathesis once, into a virtual environment in the user's cache folder.
 * @returns the path of its program.
 * @throws when Python is missing or PyPI cannot be reached.
 */
export async function installSchemathesis(say: (line: string) => void): Promise<string> {
  const folder = cacheDir('schemathesis', VERSION);
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const done = join(folder, '.installed');
  if (existsSync(done)) return join(bin, 'schemathesis');
  if (!hasTool('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']))
    throw new Error('Python 3.10 or newer with its venv module is needed for Schemathesis.');
  mkdirSync(folder, { recursive: true });
  say(`Installing Schemathesis ${VERSION} from PyPI. This happens once.`);
  for (const [program, args] of [
    ['python3', ['-m', 'venv', '--clear', folder]],
    [join(bin, 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]],
  ] as const) {
    const failure = await runSlowly(program, args, {}, say, 'Installing Schemathesis', '1 minute');
    if (failure !== null) throw new Error(`Schemathesis could not be installed:\n${failure}`);
  }
  writeFileSync(done, '');
  return join(bin, 'schemathesis');
}
