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
/** During development nobody should wait until a worker has finished its work: the next one takes it over. */
const RESTART_GRACE_MS = 2_000;
/** Pino's numeric level for `warn`. */
const WARN = 40;

export interface SupervisedOptions {
  readonly name: string;
  /** Absolute path of the file it runs. */
  readonly file: string;
  /** Flags for Node.js; by default those that run TypeScript. */
  readonly flags?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its output is appended to `<name>.log` in this folder. */
  readonly logDir: string;
  /** Called whenever the process id changes. */
  readonly onChange: () => void;
  /**
   * Receives warnings, errors and output that is not a log line, in addition to the log file. Where it is given
   * (development), a process that dies before it was ready is not started again by itself.
   */
  readonly onTrouble?: (line: string) => void;
}

/**
 * One process of SigFollow, restarted whenever it dies until it is stopped. It runs in its own process group (Ctrl-C
 * reaches only the starter, which stops everything in order) and exits by itself when the starter is gone.
 */
export class SupervisedProcess {
  readonly name: string;
  /** Absolute path of the file it runs. */
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

  /**
   * Starts the process and resolves when it reports that it is ready.
   * @throws when it exits first or is not ready within 90 s; the message names the log file.
   */
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
      // 'close' and not 'exit': by then all its output was read, including why it ended.
      child.once('close', () => resolve(false));
      setTimeout(() => resolve(false), READY_MS).unref();
    });
    child.once('exit', () => void this.#again(child, isReady));
    if (!(await ready) && !this.#stopping) throw new Error(`${this.name} did not start; see ${this.#logFile}`);
  }

  /** Stops the process for good: SIGTERM, then SIGKILL after 28 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child !== null) await endChild(this.#child, 'SIGTERM', 28_000);
  }

  /** Restarts the process, with `env` merged into its environment. Concurrent restarts run one after the other. */
  restart(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.#env = { ...this.#env, ...env };
    const restarted = this.#restarting.then(() => this.#replace());
    this.#restarting = restarted.catch(() => undefined);
    return restarted;
  }

  async #replace(): Promise<void> {
    const child = this.#child;
    // So that #again ignores its exit.
    this.#child = null;
    if (child !== null) await endChild(child, 'SIGTERM', RESTART_GRACE_MS);
    if (!this.#stopping) await this.start();
  }

  async #again(child: ChildProcess, wasReady: boolean): Promise<void> {
    if (this.#stopping || this.#child !== child) return;
    // During development the failure to start is reported once; the next change of a file restarts it.
    if (!wasReady && this.#onTrouble !== null) return;
    await sleep(RESTART_MS);
    // In the meantime it may have been stopped or restarted.
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
