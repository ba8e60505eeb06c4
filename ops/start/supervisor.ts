import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from '../local/process.ts';
import { SERVER_FLAGS } from '../server-flags.ts';

const READY_MS = 90_000;
const RESTART_MS = 500;
/** Who develops does not wait until a worker has ended its work: another one takes it up. */
const RESTART_GRACE_MS = 2_000;
/** Pino's number of `warn`. */
const WARN = 40;

export interface SupervisedOptions {
  readonly name: string;
  /** What it runs, its full path. */
  readonly file: string;
  /** For Node. By default those that run TypeScript. */
  readonly flags?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logDir: string;
  /** It has another process id. */
  readonly onChange: () => void;
  /** Hears, beside the log, warnings, errors and what is no line of a log. */
  readonly onTrouble?: (line: string) => void;
}

/**
 * One process of SigFollow: started, and started again when it dies, until it is stopped. It runs in a group of its own
 * (Ctrl-C reaches only the starter, which stops everything in order) and ends itself when the starter is gone.
 */
export class SupervisedProcess {
  readonly name: string;
  /** What it runs, its full path. */
  readonly file: string;
  #env: NodeJS.ProcessEnv;
  readonly #flags: readonly string[];
  readonly #logFile: string;
  readonly #onChange: () => void;
  readonly #onTrouble: ((line: string) => void) | null;
  #child: ChildProcess | null = null;
  #stopping = false;
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.file = options.file;
    this.#env = options.env;
    this.#flags = options.flags ?? SERVER_FLAGS;
    this.#logFile = join(options.logDir, `${options.name}.log`);
    this.#onChange = options.onChange;
    this.#onTrouble = options.onTrouble ?? null;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the process says it is ready. @throws when it dies first, with where its log is. */
  async start(): Promise<void> {
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    const child = fork(this.file, [], {
      execArgv: [...this.#flags],
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    if (this.#onTrouble !== null) tellTrouble(child, this.#onTrouble);
    this.#onChange();
    let isReady = false;
    const ready = new Promise<boolean>(resolve => {
      child.once('message', () => {
        isReady = true;
        resolve(true);
      });
      // Not before all it said was heard: why it ended, too.
      child.once('close', () => resolve(false));
      setTimeout(() => resolve(false), READY_MS).unref();
    });
    child.once('exit', () => void this.#again(child, isReady));
    if (!(await ready) && !this.#stopping) throw new Error(`${this.name} did not start; see ${this.#logFile}`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child !== null) await endChild(this.#child, 'SIGTERM', 28_000);
  }

  /** Begins anew, with other settings on top of those it had; several at once do so one after the other. */
  restart(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.#env = { ...this.#env, ...env };
    const restarted = this.#restarting.then(() => this.#replace());
    this.#restarting = restarted.catch(() => undefined);
    return restarted;
  }

  async #replace(): Promise<void> {
    const child = this.#child;
    // So that its end is nobody's business any more.
    this.#child = null;
    if (child !== null) await endChild(child, 'SIGTERM', RESTART_GRACE_MS);
    if (!this.#stopping) await this.start();
  }

  async #again(child: ChildProcess, wasReady: boolean): Promise<void> {
    if (this.#stopping || this.#child !== child) return;
    // Who develops hears why it did not start, once; the next change starts it.
    if (!wasReady && this.#onTrouble !== null) return;
    await sleep(RESTART_MS);
    // Meanwhile it may have been stopped, or begun anew.
    if (!this.#stopping && this.#child === child) await this.start().catch(() => undefined);
  }
}

function tellTrouble({ stdout, stderr }: ChildProcess, onTrouble: (line: string) => void): void {
  for (const input of [stdout, stderr])
    if (input !== null)
      createInterface({ input }).on('line', line => {
        const trouble = troubleIn(line);
        if (trouble !== null) onTrouble(trouble);
      });
}

function troubleIn(line: string): string | null {
  try {
    const said = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } } | null;
    if (typeof said?.level !== 'number') return line;
    const { level, msg, err } = said;
    if (level < WARN) return null;
    return [msg, err?.message].filter(each => each !== undefined).join(': ');
  } catch {
    return line.trim() === '' ? null : line;
  }
}
