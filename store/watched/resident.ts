import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory of a process in bytes; null when it is gone, or the system has neither /proc nor ps. */
export async function residentBytes(pid: number): Promise<number | null> {
  const told = process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  return Number.isFinite(told) ? told * 1024 : null;
}

/** In kB. Source: proc(5), VmRSS. */
async function fromProc(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
}

/** In kB. `rss` is not in POSIX, but macOS and the BSDs have it. */
async function fromPs(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return Number.parseInt(stdout, 10);
}
