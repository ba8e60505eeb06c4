/** The checkouts that are compared: this one, and another commit of the same repository. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../ops/root.ts';

export interface Head {
  readonly name: 'head' | 'ref';
  /** Absolute path of the checkout. */
  readonly root: string;
  /** For display: the commit, and whether there are uncommitted changes. */
  readonly label: string;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** This checkout, including uncommitted changes. */
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

/** A hash of the packages that npm would install for a lock file; the project's own entry does not count. */
export function packagesOf(lockFile: string): string {
  const { packages } = JSON.parse(lockFile) as { packages?: Record<string, unknown> };
  const installed = Object.entries(packages ?? {})
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(installed)).digest('hex');
}

/**
 * Creates a Git work tree of a commit in `folder`, ready to run. It shares this checkout's packages if its lock file
 * wants the same ones, else its own are installed. It is removed when the process exits.
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

/** Deletes a work tree, also one that is incomplete. */
export function removeWorkTree(folder: string): void {
  if (!existsSync(folder)) return;
  // Removed first: where it is a link, only the link is removed, not this checkout's packages.
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
