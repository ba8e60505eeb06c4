import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { endChild } from './process.ts';

const MOST_STARTS = 3;
const LOOK_EVERY_MS = 50;
const WORDS_KEPT = 4_000;

/** A server's process ended before it answered. */
export class EndedAtOnceError extends Error {
  override readonly name = 'EndedAtOnceError';
}

/**
 * Starts a server on the wanted port, or on another where it is taken. One that ends at once is started anew, three
 * times in all: nobody keeps the chosen port until it listens, and some servers choose more ports by themselves.
 *
 * @throws what `start` throws; an EndedAtOnceError only after the last time.
 */
export async function startOnPort<T>(wanted: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let starts = 1; ; starts++)
    try {
      return await start(await freePort(wanted));
    } catch (error) {
      if (!(error instanceof EndedAtOnceError) || starts === MOST_STARTS) throw error;
    }
}

export interface Starting {
  /** For whoever reads the error. */
  readonly name: string;
  readonly child: ChildProcess;
  /** Asked again and again until it says yes. */
  readonly answers: () => Promise<boolean>;
  /** What the server writes; its end stands in the error, since the file may be gone when somebody looks for it. */
  readonly logFile?: string;
  /** For hangs. */
  readonly limitMs: number;
}

/**
 * Resolves when the server answers.
 *
 * @throws EndedAtOnceError when its process ends before. An Error when it does not answer in time; the process is gone
 *   then.
 */
export async function untilReady({ name, child, answers, logFile, limitMs }: Starting): Promise<void> {
  const words = (): string => (logFile === undefined ? '' : `: ${lastWords(logFile)} (${logFile})`);
  let ended = child.exitCode !== null || child.signalCode !== null;
  let cause: unknown;
  child.once('exit', () => (ended = true));
  child.once('error', error => {
    ended = true;
    cause = error;
  });
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    if (ended) throw new EndedAtOnceError(`${name} ended at once${words()}`, { cause });
    if (await answers()) return;
  }
  await endChild(child, 'SIGKILL');
  throw new Error(`${name} does not answer${words()}`);
}

function lastWords(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').slice(-WORDS_KEPT).trim();
  } catch {
    return 'it wrote nothing';
  }
}
