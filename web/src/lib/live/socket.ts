import { foreignSession } from '../api/csrf.ts';
import { signal } from '../signals.ts';
import { company, look } from './company.ts';
import type { Beside, Changed, DraftWritten, FromServer } from './messages.ts';

/** How often the connection is tried: a laptop that slept keeps a socket that is dead and does not know. */
const PING_MS = 20_000;
/** Without an answer within this time the connection, or the attempt to make one, is given up. */
const ANSWER_MS = 10_000;
/** Before the first, second … attempt to connect again; the last one goes on. */
const AGAIN_MS = [300, 1_000, 2_000, 5_000, 10_000] as const;
/** Of the delay this share is drawn by lot, so that not all come back at once after a restart. */
const SPREAD = 0.5;
/** With this the server ends a socket whose session is over (`LOG_IN_AGAIN` of the hub). */
const LOG_IN_AGAIN = 4401;

export interface LiveListener {
  readonly onChanged: (changed: Changed) => void;
  readonly onDraft: (draft: DraftWritten) => void;
  readonly onBeside: (beside: Beside) => void;
  /** The first connection: what was read before it may have changed in between. */
  readonly onBegin: () => void;
  /** Connected again and caught up by events; what has none (delivered, read) may have been missed. */
  readonly onResumed: () => void;
  /** Too much was missed, or rights changed: everything is to be read afresh. */
  readonly onOverflow: () => void;
  readonly onSessionOver: () => void;
  /** The connection ended. Why is not told: the session may be over, or the network away. */
  readonly onLost: () => void;
}

/** `down` since the given instant (epoch ms); null: connected. */
export const liveSince = signal<number | null>(Date.now());

/**
 * The WebSocket to the server: connects again by itself and goes on from where it was. While whoever is logged in may be
 * somebody else there is none: it would tell what they see.
 */
export class LiveSocket {
  readonly #listener: LiveListener;
  #socket: WebSocket | null = null;
  /** How far this page has come without a gap; null: it is not connected for the first time yet. */
  #cursor: string | null = null;
  /**
   * The server has yet to tell what was missed. What it pushes meanwhile may be later than that: if the connection ends
   * now, the next one goes on from before it.
   */
  #isResuming = false;
  #attempts = 0;
  #ended = false;
  #connecting: ReturnType<typeof setTimeout> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #pinging: ReturnType<typeof setInterval>;
  readonly #wake = (): void => this.#onWake();
  readonly #unwatch: () => void;
  readonly #unlook: () => void;
  #isLooking = false;
  /** Whether the server knows of something that is open here. */
  #hasLooked = false;

  constructor(listener: LiveListener) {
    this.#listener = listener;
    this.#pinging = setInterval(() => this.#ping(), PING_MS);
    window.addEventListener('online', this.#wake);
    window.addEventListener('pageshow', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#unwatch = foreignSession.subscribe(() => this.#onWhose());
    this.#unlook = look.subscribe(() => this.#look());
    this.#connect();
  }

  /** Ends it for good. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#pinging);
    clearTimeout(this.#connecting);
    clearTimeout(this.#waiting);
    window.removeEventListener('online', this.#wake);
    window.removeEventListener('pageshow', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#unwatch();
    this.#unlook();
    this.#drop();
  }

  #connect(): void {
    clearTimeout(this.#connecting);
    if (this.#ended || foreignSession.get()) return;
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
    this.#socket = socket;
    this.#isResuming = false;
    this.#hasLooked = false;
    this.#awaitAnswer();
    socket.onmessage = event => {
      if (this.#socket === socket) this.#onMessage(JSON.parse(String(event.data)) as FromServer);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#onClose(code);
    };
  }

  #onMessage(message: FromServer): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#waiting);
        this.#attempts = 0;
        liveSince.set(null);
        this.#look();
        if (this.#cursor === null) {
          this.#cursor = message.cursor;
          this.#listener.onBegin();
        } else {
          this.#isResuming = true;
          this.#socket?.send(JSON.stringify({ type: 'resume', cursor: this.#cursor }));
          this.#listener.onResumed();
        }
        return;
      case 'changed':
        if (!this.#isResuming) this.#cursor = message.cursor;
        return this.#listener.onChanged(message);
      case 'resumed':
        this.#isResuming = false;
        this.#cursor = message.cursor;
        return;
      case 'overflow':
        // What comes from here on has no gap before it.
        this.#isResuming = false;
        this.#cursor = message.cursor;
        return this.#listener.onOverflow();
      case 'beside':
        return this.#listener.onBeside(message);
      case 'draft':
        return this.#listener.onDraft(message);
      case 'company':
        return company.set(message);
      case 'pong':
        return clearTimeout(this.#waiting);
      case 'error':
        // Something that a server of the release before does not know: nothing is missing for that.
        if (message.code === 'invalid_message') return;
        // The cursor is wrong: everything is read afresh, and the next push says how far that is.
        this.#isResuming = false;
        return this.#listener.onOverflow();
    }
  }

  /** Says what is open in this window; once for all that changes with one change of the page. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    queueMicrotask(() => {
      this.#isLooking = false;
      const now = look.get();
      // Before the server has greeted, that is said with the greeting.
      if (liveSince.get() !== null || this.#socket?.readyState !== WebSocket.OPEN) return;
      if (now.conversationId === null && !this.#hasLooked) return;
      this.#hasLooked = now.conversationId !== null;
      this.#socket.send(JSON.stringify({ type: 'look', ...now }));
    });
  }

  /** Another person may have logged in; or it is known that it is the same one. */
  #onWhose(): void {
    this.#drop();
    this.#noteLost();
    this.#connect();
  }

  #noteLost(): void {
    if (liveSince.get() === null) liveSince.set(Date.now());
  }

  #onClose(code: number): void {
    this.#drop();
    if (this.#ended) return;
    this.#noteLost();
    if (code === LOG_IN_AGAIN) return this.#listener.onSessionOver();
    this.#listener.onLost();
    const delay = AGAIN_MS[Math.min(this.#attempts, AGAIN_MS.length - 1)] ?? AGAIN_MS[0];
    this.#attempts += 1;
    clearTimeout(this.#connecting);
    this.#connecting = setTimeout(() => this.#connect(), delay * (1 - SPREAD * Math.random()));
  }

  /** The page can be seen again, or the network is back: whether the socket still lives is found out now. */
  #onWake(): void {
    if (document.visibilityState === 'hidden' || this.#ended) return;
    if (this.#socket === null) this.#connect();
    else this.#ping();
  }

  #ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ type: 'ping' }));
    this.#awaitAnswer();
  }

  #awaitAnswer(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#onClose(0), ANSWER_MS);
  }

  #drop(): void {
    clearTimeout(this.#waiting);
    company.set(null);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
