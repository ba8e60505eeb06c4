/**
 * Child processes that read untrusted input, such as files from strangers. One that takes too long or too much memory
 * is killed; nothing else stops with it, and the next order gets another process. Their environment has no secrets.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inBackground } from '../../config/process/background.ts';
import { residentBytes } from './resident.ts';
import type { Said } from './serve.ts';

export interface Watch {
  /** The module they run, without its file extension. */
  readonly module: URL;
  /** Most processes at a time; further orders wait. */
  readonly most: number;
  /** Limit of V8's heap. */
  readonly heapMb: number;
  /** Limit of the process's resident memory, including buffers and libraries. */
  readonly residentMb: number;
  /** Time limit of one order, from when a process begins it. */
  readonly limitMs: number;
  /** How long an idle process is kept. */
  readonly idleMs?: number;
  /** How many orders of one share may wait; by default any number. */
  readonly mostWaiting?: number;
}

export interface OrderOptions {
  /**
   * Whose order it is, such as a tenant. Shares take turns, so that one with many orders does not hold up the others.
   */
  readonly share?: string;
  /** Overrides the time limit of `Watch`. */
  readonly limitMs?: number;
  /** Aborting gives up an order that still waits; one that has begun is finished. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why there is no answer: too much memory, too much time, or the process ended by itself (`died`). Or the order was
 * never begun: all processes were closed, the caller aborted it, or too many orders of the share are waiting
 * (`crowded`).
 */
export type Ended = 'memory' | 'time' | 'died' | NeverBegun;
export type NeverBegun = 'closed' | 'aborted' | 'crowded';
export type Outcome<Answer> = { readonly answer: Answer } | { readonly ended: Ended };

/** The processes run the same kind of code as this one: TypeScript in development, JavaScript after a build. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const TYPESCRIPT = EXTENSION === '.ts' ? fileURLToPath(new URL('./typescript-process.mjs', import.meta.url)) : null;
const LOOK_EVERY_MS = 50;
const IDLE_MS = 60_000;
/** Longer than any machine takes to begin a process. */
const START_MS = 120_000;
/** Lower priority, so that reading files does not slow down requests, but still gets some CPU time. */
const NICENESS = 5;
/** A process that still holds more than this share of its memory limit after an order is not used again. */
const KEPT_SHARE = 0.6;
/** How V8 ends a process when its heap is full: by a signal or, as a shell would report that, by an exit code. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['SIGABRT', 'SIGTRAP', 134, 133]);

interface Waiting<Order, Answer> {
  readonly order: Order;
  readonly limitMs: number;
  readonly done: (outcome: Outcome<Answer>) => void;
}

/** Runs orders in child processes whose time and memory are watched from outside; waiting shares take turns. */
export class WatchedProcesses<Order, Answer> {
  readonly #watch: Watch;
  readonly #waiting = new Map<string, Waiting<Order, Answer>[]>();
  readonly #processes = new Set<Watched<Order, Answer>>();
  #isClosed = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Never rejects: what goes wrong is in the outcome. */
  run(
    order: Order,
    { share = '', limitMs = this.#watch.limitMs, signal }: OrderOptions = {},
  ): Promise<Outcome<Answer>> {
    const waiting = this.#waiting.get(share) ?? [];
    const never: NeverBegun | null = this.#isClosed
      ? 'closed'
      : signal?.aborted === true
        ? 'aborted'
        : waiting.length >= (this.#watch.mostWaiting ?? Infinity)
          ? 'crowded'
          : null;
    if (never !== null) return Promise.resolve({ ended: never });
    return new Promise(resolve => {
      const leave = (): void => this.#leave(share, mine);
      const done = (outcome: Outcome<Answer>): void => {
        signal?.removeEventListener('abort', leave);
        resolve(outcome);
      };
      const mine: Waiting<Order, Answer> = { order, limitMs, done };
      signal?.addEventListener('abort', leave);
      waiting.push(mine);
      this.#waiting.set(share, waiting);
      this.#next();
    });
  }

  /** Gives up an order that still waits; one that has begun goes on. */
  #leave(share: string, mine: Waiting<Order, Answer>): void {
    const waiting = this.#waiting.get(share) ?? [];
    const place = waiting.indexOf(mine);
    if (place < 0) return;
    waiting.splice(place, 1);
    if (waiting.length === 0) this.#waiting.delete(share);
    mine.done({ ended: 'aborted' });
  }

  /** Ends all processes and gives up all orders (`closed`). Resolves when the processes are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { done } of [...this.#waiting.values()].flat()) done({ ended: 'closed' });
    this.#waiting.clear();
    await Promise.all(Array.from(this.#processes, each => each.end('closed')));
  }

  #next(): void {
    if (this.#waiting.size === 0) return;
    const free =
      [...this.#processes].find(each => each.isFree) ??
      (this.#processes.size < this.#watch.most ? this.#begin() : null);
    const waiting = free === null ? null : this.#take();
    if (free === null || waiting === null) return;
    free.run(waiting);
    this.#next();
  }

  #begin(): Watched<Order, Answer> {
    const begun: Watched<Order, Answer> = new Watched(
      this.#watch,
      () => this.#next(),
      () => {
        this.#processes.delete(begun);
        this.#next();
      },
    );
    this.#processes.add(begun);
    return begun;
  }

  /** The next order of the share whose turn it is; that share then goes to the end of the line. */
  #take(): Waiting<Order, Answer> | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    const [share, waiting] = first;
    const next = waiting.shift();
    this.#waiting.delete(share);
    if (waiting.length > 0) this.#waiting.set(share, waiting);
    return next ?? null;
  }
}

class Watched<Order, Answer> {
  readonly #watch: Watch;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #onFree: () => void;
  #isReady = false;
  #isEnding = false;
  #waiting: Waiting<Order, Answer> | null = null;
  #limit: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(watch: Watch, onFree: () => void, onGone: () => void) {
    this.#watch = watch;
    this.#onFree = onFree;
    const module = `${watch.module.href}${EXTENSION}`;
    this.#child = fork(TYPESCRIPT ?? fileURLToPath(module), TYPESCRIPT === null ? [] : [module], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
      execArgv: [`--max-old-space-size=${watch.heapMb}`, '--max-semi-space-size=8'],
    });
    this.#child.unref();
    this.#child.channel?.unref();
    this.#gone = new Promise(resolve => {
      const gone = (why: Ended): void => {
        this.#isEnding = true;
        this.#finish({ ended: why });
        resolve();
        onGone();
      };
      this.#child.once('exit', (code, signal) => gone(NO_ROOM.has(signal ?? code) ? 'memory' : 'died'));
      this.#child.once('error', () => gone('died'));
    });
    this.#child.on('message', (said: Said<Answer>) => this.#hear(said));
    this.#limit = setTimeout(() => inBackground('ending a watched process', this.end('died')), START_MS).unref();
    lowerPriority(this.#child.pid);
  }

  get isFree(): boolean {
    return this.#waiting === null && !this.#isEnding;
  }

  /** To be called only when it is free. */
  run(waiting: Waiting<Order, Answer>): void {
    this.#waiting = waiting;
    this.#child.channel?.ref();
    this.#child.ref();
    this.#looking = setInterval(() => inBackground('watching a process', this.#look()), LOOK_EVERY_MS);
    if (this.#isReady) this.#send(waiting);
  }

  /** Kills the process. Resolves when it is gone. */
  async end(why: Ended): Promise<void> {
    this.#isEnding = true;
    this.#finish({ ended: why });
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #hear(said: Said<Answer>): void {
    if ('answer' in said) {
      inBackground('ending an order', this.#answer(said));
      return;
    }
    this.#isReady = true;
    clearTimeout(this.#limit);
    if (this.#waiting !== null) this.#send(this.#waiting);
  }

  /** A process that still holds much memory from this order is ended, so that the next order does not fail for it. */
  async #answer(said: { readonly answer: Answer }): Promise<void> {
    clearTimeout(this.#limit);
    clearInterval(this.#looking);
    const isFull = ((await this.#resident()) ?? 0) > this.#watch.residentMb * 2 ** 20 * KEPT_SHARE;
    this.#isEnding ||= isFull;
    this.#finish(said);
    if (isFull) await this.end('closed');
    else this.#onFree();
  }

  #send({ order, limitMs }: Waiting<Order, Answer>): void {
    clearTimeout(this.#limit);
    this.#limit = setTimeout(() => inBackground('ending a watched process', this.end('time')), limitMs);
    // Errors are ignored: if the process is gone, its exit is reported anyway.
    this.#child.send(order as object, () => undefined);
  }

  async #look(): Promise<void> {
    const waiting = this.#waiting;
    const resident = (await this.#resident()) ?? 0;
    // It may have finished the order in the meantime, and be busy with another one.
    if (waiting === this.#waiting && resident > this.#watch.residentMb * 2 ** 20) await this.end('memory');
  }

  async #resident(): Promise<number | null> {
    const { pid } = this.#child;
    return pid === undefined ? null : residentBytes(pid);
  }

  #finish(outcome: Outcome<Answer>): void {
    clearTimeout(this.#limit);
    clearInterval(this.#looking);
    this.#child.unref();
    this.#child.channel?.unref();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!this.#isEnding)
      this.#limit = setTimeout(
        () => inBackground('ending a watched process', this.end('closed')),
        this.#watch.idleMs ?? IDLE_MS,
      ).unref();
    waiting?.done(outcome);
  }
}

/** Without the permission to do so, the process keeps our own priority. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {
    // The priority stays as it is.
  }
}
