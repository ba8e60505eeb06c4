import { WebSocket } from 'ws';
import type { Conversation, Message } from '../../client/schema.ts';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import { atFileEnd } from './running-test.ts';

/** Messages that the API sends over the WebSocket. */
export type Told =
  | { readonly type: 'ready' | 'resumed' | 'overflow'; readonly cursor: string; readonly gone?: undefined }
  | { readonly type: 'pong'; readonly cursor?: undefined; readonly gone?: undefined }
  | { readonly type: 'error'; readonly code: string; readonly cursor?: undefined; readonly gone?: undefined }
  | {
      readonly type: 'beside';
      readonly what: 'contact' | 'suggestions' | 'consults' | 'mentions' | 'missed' | 'settings';
      readonly id: string;
      readonly cursor?: undefined;
      readonly gone?: undefined;
    }
  | {
      readonly type: 'company';
      readonly conversationId: string;
      readonly people: readonly { readonly id: string; readonly name: string; readonly writes: boolean }[];
      readonly cursor?: undefined;
      readonly gone?: undefined;
    }
  | {
      readonly type: 'draft';
      readonly conversationId: string;
      readonly suggestionId: string;
      readonly cursor?: undefined;
      readonly gone?: undefined;
    }
  | {
      readonly type: 'changed';
      readonly cursor: string;
      readonly conversations: readonly { readonly conversation: Conversation; readonly messages: readonly Message[] }[];
      readonly events: readonly { readonly type: string; readonly conversationId: string }[];
      readonly gone: readonly string[];
    };

/** A workbench's WebSocket, with all messages it has received. */
export class LiveSocket {
  readonly told: Told[] = [];
  readonly socket: WebSocket;
  /** The code it was closed with; null while it is open. */
  closed: number | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => void this.told.push(JSON.parse((data as Buffer).toString()) as Told));
    socket.on('close', code => (this.closed = code));
    socket.on('error', () => undefined);
    atFileEnd(() => Promise.resolve(socket.terminate()));
  }

  /** Opens a socket and waits for the message `ready`, which has the current position in the log. */
  static async open(baseUrl: string, who: HttpClient): Promise<LiveSocket> {
    const live = new LiveSocket(new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, { headers: { ...who.headers } }));
    await live.hears(message => message.type === 'ready', 'the greeting of a socket');
    return live;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /**
   * Waits for, and returns, the first message of all received that fits.
   * @param what describes it for the error message.
   */
  hears(fits: (message: Told) => boolean, what: string): Promise<Told> {
    return eventually(() => this.told.find(fits), what, { until: found => found !== undefined });
  }

  /** All messages that contain the id of a conversation, anywhere in them. */
  about(id: string): Told[] {
    return this.told.filter(message => JSON.stringify(message).includes(id));
  }

  /** Waits until the socket is closed. @returns the close code. */
  async closes(): Promise<number | null> {
    return eventually(() => this.closed, 'the end of a socket', { until: code => code !== null });
  }
}
