/**
 * Resource usage of processes: those started with `meter.mjs` report it themselves, for others it is read from the
 * operating system.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Node.js flags for a process whose usage is to be read with `usageOf`. */
export const METERED: readonly string[] = [
  '--import',
  pathToFileURL(fileURLToPath(new URL('./meter.mjs', import.meta.url))).href,
];

export interface Usage {
  readonly cpuMicros: number;
  readonly residentBytes: number;
  /** Number of statements passed to node-postgres. */
  readonly statements: number;
  readonly commits: number;
  /** Each statement with its count; null unless the process was started with METER_TEXTS. */
  readonly texts: readonly (readonly [string, number])[] | null;
}

/** What a metered process has used since its start. @throws when the process exits. */
export function usageOf(child: ChildProcess): Promise<Usage> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      const { meter } = message as { meter?: Usage };
      if (meter === undefined) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(meter);
    };
    const onExit = (): void => reject(new Error('a metered process ended'));
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send({ meter: 'read' });
  });
}

/** The system counts CPU in hundredths of a second (`getconf CLK_TCK` is 100 wherever Node runs on Linux). */
const TICK_MICROS = 10_000;

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly micros: number;
}

/**
 * CPU time in microseconds of a process and all its descendants, including those that have exited; null where there is
 * no /proc.
 */
export function cpuOfTree(pid: number): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const rows = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(rowOf);
  const of = (parent: number): number =>
    rows.filter(row => row.parent === parent).reduce((sum, row) => sum + row.micros + of(row.pid), 0);
  return (rows.find(row => row.pid === pid)?.micros ?? 0) + of(pid);
}

/**
 * Reads fields 4 (parent) and 14 to 17 (CPU time, its own and that of exited children) of /proc/PID/stat; see proc(5).
 */
function rowOf(name: string): ProcessRow[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return [{ pid: Number(name), parent: Number(fields[1]), micros: ticks * TICK_MICROS }];
  } catch {
    // The process has exited in the meantime.
    return [];
  }
}
