/**
 * What processes have used so far: those that were started with `meter.mjs` are asked, others are looked up at the
 * system.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Flags that a process is started with to be asked later. */
export const METERED: readonly string[] = [
  '--import',
  pathToFileURL(fileURLToPath(new URL('./meter.mjs', import.meta.url))).href,
];

export interface Usage {
  readonly cpuMicros: number;
  readonly residentBytes: number;
  /** Handed to node-postgres. */
  readonly statements: number;
  readonly commits: number;
  /** Each statement and how often it came, where the process was told to keep them (METER_TEXTS). */
  readonly texts: readonly (readonly [string, number])[] | null;
}

/** What a metered process has used since it began. */
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
 * CPU of a process with its children, also those that ended, in microseconds; null where the system does not tell
 * (there is no /proc).
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

/** Fields 4 (parent) and 14 to 17 (CPU of its own and of ended children) of /proc/PID/stat, proc(5). */
function rowOf(name: string): ProcessRow[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return [{ pid: Number(name), parent: Number(fields[1]), micros: ticks * TICK_MICROS }];
  } catch {
    // It ended meanwhile.
    return [];
  }
}
