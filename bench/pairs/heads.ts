/** The checkouts that are measured against each other: this one, and another commit of it. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../ops/root.ts';

export interface Head {
  readonly name: 'head' | 'ref';
  readonly root: string;
  /** For people: the commit, and whether more than it is measured. */
  readonly label: string;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** What is here, committed or not. */
export function thisHead(): Head {
  try {
    return {
      name: 'head',
      root,
      label: `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ', with changes'}`,
    };
  } catch {
    return { name: 'head', root, label: 'this checkout' };
  }
}

/** What npm would install, whatever the project calls itself and lists itself: one text for one set of packages. */
export function packagesOf(lockFile: string): string {
  const { packages } = JSON.parse(lockFile) as { packages?: Record<string, unknown> };
  const installed = Object.entries(packages ?? {})
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(installed)).digest('hex');
}

/**
 * Makes a work tree of a commit in `folder`, ready to run: with our packages where it wants the same, else with its
 * own.
 * @throws Error when there is no such commit, or its packages cannot be installed.
 */
export async function checkOut(ref: string, folder: string, say: (line: string) => void): Promise<Head> {
  let commit: string;
  try {
    commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch {
    throw new Error(`there is no commit ${ref} in this repository`);
  }
  git('worktree', 'prune');
  git('worktree', 'add', '--detach', '--force', folder, commit);
  process.once('exit', () => removeWorkTree(folder));
  const lockOf = (place: string): string => packagesOf(readFileSync(join(place, 'package-lock.json'), 'utf8'));
  if (lockOf(folder) === lockOf(root)) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  else {
    say(`installing the packages of ${ref} …`);
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  await run(process.execPath, ['ops/setup/prepare.mjs'], folder);
  return { name: 'ref', root: folder, label: `${ref} (${commit.slice(0, 7)})` };
}

/** Also when it was made in part. */
export function removeWorkTree(folder: string): void {
  if (!existsSync(folder)) return;
  // A link is taken away by itself: what it leads to is ours.
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  git('worktree', 'prune');
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.once('error', reject);
    child.once('exit', code =>
      code === 0
        ? resolve()
        : reject(
            new Error(
              `${command} ${args.join(' ')} ended with ${code ?? 'a signal'} in ${cwd}:\n${words.slice(-2_000)}`,
            ),
          ),
    );
  });
}
