import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Scope } from '../../store/conversation/scope.ts';
import type { Principal } from '../http/principal.ts';
import type { FeedPlace } from '../../store/views/feed.ts';
import { newId } from '../../store/db/ids.ts';
import type { Look } from './messages.ts';
import { Told } from './told.ts';

/** With so many bytes unsent, a client is told to read everything afresh (`overflow`) instead of being sent changes. */
const BACKLOG_BYTES = 1_000_000;
/** With so many bytes unsent, a client does not read at all: it is disconnected, and resumes from its cursor. */
const BACKLOG_AT_MOST_BYTES = 4_000_000;

/** How long a closing handshake may take. */
const GOODBYE_MS = 2_000;

/**
 * One WebSocket connection, such as that of an open workbench: its principal, its position in the event feed, and the
 * order of what is done for it.
 */
export class Client {
  readonly request: IncomingMessage;
  readonly tenantId: string;
  principal: Principal;
  /** The position in the event feed up to which it has been told. */
  place: FeedPlace;
  /** What it could see at the last push. */
  scope: Scope;
  /** The messages it has been told. */
  readonly told = new Told();
  /** Names the connection among those of all processes. */
  readonly id = newId();
  /** What is open in its window. */
  look: Look = { conversationId: null, writes: false };
  /** Whether it has answered the last ping. */
  alive = true;
  readonly #socket: WebSocket;
  #last: Promise<unknown> = Promise.resolve();
  #turns = 0;
  /** Messages of the client that are not answered yet. */
  #unanswered = 0;
  /** Resolves when everything sent so far has left the process. */
  #told: Promise<void> = Promise.resolve();
  /** Conversations of a push that waits for its turn; null when none waits. */
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

  /** Whether the client reads so slowly that changes should not be sent to it. */
  get isBehind(): boolean {
    return this.#socket.bufferedAmount > BACKLOG_BYTES;
  }

  /** Whether work for it is running or waiting. */
  get isBusy(): boolean {
    return this.#turns > 0;
  }

  /** Sends a message as JSON. Disconnects instead when too much is unsent; does nothing when the socket is not open. */
  tell(message: object): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > BACKLOG_AT_MOST_BYTES) return this.terminate();
    this.#told = new Promise(resolve => this.#socket.send(JSON.stringify(message), () => resolve()));
  }

  /**
   * Calls `answer` for the client's messages, one after the other. Reading pauses until a message is handled and the
   * answer has left the process (back-pressure): a client that floods us keeps one task busy, and fills no memory.
   * @param leave takes over the promise of a message's handling, which nobody else awaits.
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
   * Runs work for this client one after the other, so that what moves its cursor never runs twice at once. A failure
   * rejects the caller's promise, and does not affect work queued behind it.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#turns += 1;
    const turn = this.#last.then(work).finally(() => (this.#turns -= 1));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Runs `tell` in turn with conversations that changed. Calls that come before it has begun only add their ids to it,
   * and resolve at once.
   */
  async tellOf(ids: ReadonlySet<string>, tell: (changed: ReadonlySet<string>) => Promise<void>): Promise<void> {
    if (this.#changed !== null) return ids.forEach(id => this.#changed?.add(id));
    const changed = (this.#changed = new Set(ids));
    await this.inTurn(() => {
      this.#changed = null;
      return tell(changed);
    });
  }

  /** Begins the closing handshake, and terminates the connection if the client does not answer in time. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    const late = setTimeout(() => this.#socket.terminate(), GOODBYE_MS);
    this.#socket.once('close', () => clearTimeout(late));
  }

  /** Drops the connection without a closing handshake. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** Sends a ping; `alive` is false until the client answers. */
  ping(): void {
    this.alive = false;
    this.#socket.ping();
  }
}
