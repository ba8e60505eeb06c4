import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from '../local/process.ts';
import { SERVER_FLAGS } from '../server-flags.ts';

const READY_MS = 90_000;
const RESTART_MS = 500;

/**
 * One process of SigFollow: started, and started again when it dies, until it is stopped. It runs in a group of its own
 * (Ctrl-C reaches only the starter, which stops everything in order) and ends itself when the starter is gone.
 */
export class SupervisedProcess {
  readonly name: string;
  readonly #file: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logFile: string;
  readonly #onChange: () => void;
  #child: ChildProcess | null = null;
  #stopping = false;

  constructor(options: { name: string; file: string; env: NodeJS.ProcessEnv; logDir: string; onChange: () => void }) {
    this.name = options.name;
    this.#file = options.file;
    this.#env = options.env;
    this.#logFile = join(options.logDir, `${options.name}.log`);
    this.#onChange = options.onChange;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the process says it is ready. @throws when it dies first, with where its log is. */
  async start(): Promise<void> {
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    const child = fork(this.#file, [], {
      execArgv: [...SERVER_FLAGS],
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    this.#onChange();
    const ready = new Promise<boolean>(resolve => {
      child.once('message', () => resolve(true));
      child.once('exit', () => resolve(false));
      setTimeout(() => resolve(false), READY_MS).unref();
    });
    child.once('exit', () => void this.#again(child));
    if (!(await ready) && !this.#stopping) throw new Error(`${this.name} did not start; see ${this.#logFile}`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child !== null) await endChild(this.#child, 'SIGTERM', 28_000);
  }

  async #again(child: ChildProcess): Promise<void> {
    if (this.#stopping || this.#child !== child) return;
    await sleep(RESTART_MS);
    if (!this.#stopping) await this.start().catch(() => undefined);
  }
}
