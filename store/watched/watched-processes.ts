/**
 * Processes of our own that read what strangers made. One that takes too long, or too much memory, is ended, and dies
 * alone: nothing of ours stops with it, and the next order gets another one. No secret is in their environment.
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
  /** What runs in them, without its ending. */
  readonly module: URL;
  /** At once; other orders wait. */
  readonly most: number;
  /** The most that JavaScript's objects may take. */
  readonly heapMb: number;
  /** The most that a process may have in memory, whatever takes it: buffers, libraries. */
  readonly residentMb: number;
  /** For one order, from when a process begins it. */
  readonly limitMs: number;
  /** A process nobody needs is kept for so long. */
  readonly idleMs?: number;
  /** Orders of one share that may wait; without it, any number. */
  readonly mostWaiting?: number;
}

export interface OrderOptions {
  /** Whose order it is: orders of one wait for each other, not for those of another. */
  readonly share?: string;
  /** Shorter than all orders may take. */
  readonly limitMs?: number;
  /** An order that waits is given up with it; one that has begun ends as ever. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why there is no answer: it took too much, or too long, the process ended by itself. Or it was never begun: all of
 * them were closed, whoever gave the order gave it up, or too many orders of the share wait already.
 */
export type Ended = 'memory' | 'time' | 'died' | NeverBegun;
export type NeverBegun = 'closed' | 'aborted' | 'crowded';
export type Outcome<Answer> = { readonly answer: Answer } | { readonly ended: Ended };

/** The processes run what we do: TypeScript in development, JavaScript after a build. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const TYPESCRIPT = EXTENSION === '.ts' ? fileURLToPath(new URL('./typescript-process.mjs', import.meta.url)) : null;
const LOOK_EVERY_MS = 50;
const IDLE_MS = 60_000;
/** Longer than any machine takes to begin a process. */
const START_MS = 120_000;
/** Who waits for an answer comes before who reads a file, which still gets its share. */
const NICENESS = 5;
/** One that holds on to more than this share of what it may is not used again. */
const KEPT_SHARE = 0.6;
/** How V8 ends a process whose objects have no room left; a shell would tell it by the code. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['SIGABRT', 'SIGTRAP', 134, 133]);

interface Waiting<Order, Answer> {
  readonly order: Order;
  readonly limitMs: number;
  readonly done: (outcome: Outcome<Answer>) => void;
}

/** Runs orders in processes that are watched from outside; of those who wait each gets its turn. */
export class WatchedProcesses<Order, Answer> {
  readonly #watch: Watch;
  readonly #waiting = new Map<string, Waiting<Order, Answer>[]>();
  readonly #processes = new Set<Watched<Order, Answer>>();
  #isClosed = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

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

  /** What has begun is not waiting any more, and goes on. */
  #leave(share: string, mine: Waiting<Order, Answer>): void {
    const waiting = this.#waiting.get(share) ?? [];
    const place = waiting.indexOf(mine);
    if (place < 0) return;
    waiting.splice(place, 1);
    if (waiting.length === 0) this.#waiting.delete(share);
    mine.done({ ended: 'aborted' });
  }

  /** Ends all of them; who waits learns it. Resolves when they are gone. */
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

  /** The next order of the share whose turn it is; then it is the turn of the others. */
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

  /** Only when it is free. */
  run(waiting: Waiting<Order, Answer>): void {
    this.#waiting = waiting;
    this.#child.channel?.ref();
    this.#child.ref();
    this.#looking = setInterval(() => inBackground('watching a process', this.#look()), LOOK_EVERY_MS);
    if (this.#isReady) this.#send(waiting);
  }

  /** Resolves when it is gone. */
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

  /** A process that still holds what the last order left would let the next one pay for it. */
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
    // A process that is gone is told of by its exit.
    this.#child.send(order as object, () => undefined);
  }

  async #look(): Promise<void> {
    const waiting = this.#waiting;
    const resident = (await this.#resident()) ?? 0;
    // Meanwhile it may have done what it was looked at for, and be busy with another order.
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

/** Where that is not allowed it has the priority we have. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {
    // As it is.
  }
}
