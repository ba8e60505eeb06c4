import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Scope } from '../../store/conversation/scope.ts';
import type { Principal } from '../http/principal.ts';
import type { FeedPlace } from '../../store/views/feed.ts';

/** A reader that far behind is told to read afresh instead of being fed from memory. */
const BACKLOG_BYTES = 1_000_000;
/** One that reads nothing at all is let go; it resumes by its cursor. */
const BACKLOG_AT_MOST_BYTES = 4_000_000;

const GOODBYE_MS = 2_000;

/** Somebody's open workbench. */
export class Client {
  readonly request: IncomingMessage;
  readonly tenantId: string;
  principal: Principal;
  /** From where on it is to be told what happens. */
  place: FeedPlace;
  /** What it could see when it was last told something. */
  scope: Scope;
  /** Whether it has answered since it was last asked. */
  alive = true;
  readonly #socket: WebSocket;
  #last: Promise<unknown> = Promise.resolve();
  #turns = 0;
  /** What it said and was not answered yet. */
  #unanswered = 0;
  /** Resolves when all that it was told has left. */
  #told: Promise<void> = Promise.resolve();
  /** What waits for its turn to be told. */
  #changed: Set<string> | null = null;

  constructor(
    socket: WebSocket,
    request: IncomingMessage,
    known: {
      readonly principal: Principal;
      readonly tenantId: string;
      readonly place: FeedPlace;
      readonly scope: Scope;
    },
  ) {
    this.#socket = socket;
    this.request = request;
    this.principal = known.principal;
    this.tenantId = known.tenantId;
    this.place = known.place;
    this.scope = known.scope;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get isBehind(): boolean {
    return this.#socket.bufferedAmount > BACKLOG_BYTES;
  }

  /** Whether something is being done for it, or waits to be. */
  get isBusy(): boolean {
    return this.#turns > 0;
  }

  tell(message: object): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > BACKLOG_AT_MOST_BYTES) return this.terminate();
    this.#told = new Promise(resolve => this.#socket.send(JSON.stringify(message), () => resolve()));
  }

  /**
   * Hands over what it says, one after the other. Nothing more is read from it until that is done and the answers have
   * left: it can keep one of our hands busy, and no memory.
   * @param leave takes what runs on its own from here on.
   */
  listen(answer: (text: string) => Promise<void>, leave: (answering: Promise<void>) => void): void {
    this.#socket.on('message', (data: Buffer) => {
      this.#unanswered += 1;
      this.#socket.pause();
      leave(this.inTurn(() => answer(data.toString('utf8'))).finally(() => this.#readOn()));
    });
  }

  async #readOn(): Promise<void> {
    await this.#told;
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#socket.resume();
  }

  /**
   * One thing after the other: what moves its cursor never runs twice at once. A failure is the caller's and stops
   * nobody behind it.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#turns += 1;
    const turn = this.#last.then(work).finally(() => (this.#turns -= 1));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Has it told in its turn of what changed, together with what else changes until then. */
  async tellOf(ids: ReadonlySet<string>, tell: (changed: ReadonlySet<string>) => Promise<void>): Promise<void> {
    if (this.#changed !== null) return ids.forEach(id => this.#changed?.add(id));
    const changed = (this.#changed = new Set(ids));
    await this.inTurn(() => {
      this.#changed = null;
      return tell(changed);
    });
  }

  /** Says good-bye, and waits for no answer longer than is polite. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    const late = setTimeout(() => this.#socket.terminate(), GOODBYE_MS);
    this.#socket.once('close', () => clearTimeout(late));
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Asks whether anybody is there. */
  ping(): void {
    this.alive = false;
    this.#socket.ping();
  }
}
