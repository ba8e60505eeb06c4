import { WebSocket } from 'ws';
import type { Conversation } from '../../client/schema.ts';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import { atFileEnd } from './running-test.ts';

/** What a workbench is told. */
export type Told =
  | { readonly type: 'ready' | 'overflow'; readonly cursor: string; readonly gone?: undefined }
  | { readonly type: 'pong'; readonly cursor?: undefined; readonly gone?: undefined }
  | { readonly type: 'error'; readonly code: string; readonly cursor?: undefined; readonly gone?: undefined }
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
      readonly conversations: readonly { readonly conversation: Conversation }[];
      readonly events: readonly { readonly type: string; readonly conversationId: string }[];
      readonly gone: readonly string[];
    };

/** A workbench's socket, and all that it was told. */
export class LiveSocket {
  readonly told: Told[] = [];
  readonly socket: WebSocket;
  /** The code it was closed with. */
  closed: number | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => void this.told.push(JSON.parse((data as Buffer).toString()) as Told));
    socket.on('close', code => (this.closed = code));
    socket.on('error', () => undefined);
    atFileEnd(() => Promise.resolve(socket.terminate()));
  }

  /** Open, and told where the log is. */
  static async open(baseUrl: string, who: HttpClient): Promise<LiveSocket> {
    const live = new LiveSocket(new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, { headers: { ...who.headers } }));
    await live.hears(message => message.type === 'ready', 'the greeting of a socket');
    return live;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  hears(fits: (message: Told) => boolean, what: string): Promise<Told> {
    return eventually(() => this.told.find(fits), what, { until: found => found !== undefined });
  }

  /** Everything that was said of a conversation, its bare id, too. */
  about(id: string): Told[] {
    return this.told.filter(message => JSON.stringify(message).includes(id));
  }

  async closes(): Promise<number | null> {
    return eventually(() => this.closed, 'the end of a socket', { until: code => code !== null });
  }
}
