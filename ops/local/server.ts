import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { endChild } from './process.ts';

const MOST_STARTS = 3;
const LOOK_EVERY_MS = 50;
const WORDS_KEPT = 4_000;

/** A server's process exited before the server answered. */
export class EndedAtOnceError extends Error {
  override readonly name = 'EndedAtOnceError';
}

/**
 * Starts a server on the wanted port, or on another one when that is taken. A server that exits at once is started
 * again, up to three times in all: the chosen port is not reserved until the server listens, and some servers choose
 * further ports by themselves.
 *
 * @param wanted undefined for any free port.
 * @throws what `start` throws; an EndedAtOnceError only after the last attempt.
 */
export async function startOnPort<T>(wanted: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let starts = 1; ; starts++)
    try {
      return await start(await freePort(wanted));
    } catch (error) {
      if (!(error instanceof EndedAtOnceError) || starts === MOST_STARTS) throw error;
    }
}

/** A server that is starting. */
export interface Starting {
  /** The server's name in error messages. */
  readonly name: string;
  readonly child: ChildProcess;
  /** Whether the server answers; polled until it returns true. */
  readonly answers: () => Promise<boolean>;
  /** The server's log. Its end is part of the error message, since the file may be deleted before anybody reads it. */
  readonly logFile?: string;
  /** How long the server may take to answer; meant to catch a hang, not a slow machine. */
  readonly limitMs: number;
}

/**
 * Resolves when the server answers.
 *
 * @throws EndedAtOnceError when its process exits first, or an Error when it does not answer within `limitMs`; its
 *   process is killed then.
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
