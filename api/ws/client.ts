import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Scope } from '../../store/views/scope.ts';
import type { Principal } from '../auth/principal.ts';
import type { FeedCursor } from './feed.ts';

/** A reader that far behind is told to read afresh instead of being fed from memory. */
const BACKLOG_BYTES = 1_000_000;

/** Somebody's open workbench. */
export class Client {
  readonly request: IncomingMessage;
  readonly tenantId: string;
  principal: Principal;
  cursor: FeedCursor;
  /** What it could see when it was last told something. */
  scope: Scope;
  /** Whether it has answered since it was last asked. */
  alive = true;
  readonly #socket: WebSocket;
  #last: Promise<unknown> = Promise.resolve();

  constructor(socket: WebSocket, request: IncomingMessage, known: { readonly principal: Principal; readonly tenantId: string; readonly cursor: FeedCursor; readonly scope: Scope }) {
    this.#socket = socket;
    this.request = request;
    this.principal = known.principal;
    this.tenantId = known.tenantId;
    this.cursor = known.cursor;
    this.scope = known.scope;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get isBehind(): boolean {
    return this.#socket.bufferedAmount > BACKLOG_BYTES;
  }

  tell(message: object): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  /** One thing after the other: what moves its cursor never runs twice at once. A failure is the caller's and stops nobody behind it. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
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
