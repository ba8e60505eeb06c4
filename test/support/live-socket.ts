import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import { atFileEnd } from './running-test.ts';

/** A workbench's socket, and all that it was told. */
export class LiveSocket {
  readonly told: any[] = [];
  readonly socket: WebSocket;
  /** The code it was closed with. */
  closed: number | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => void this.told.push(JSON.parse((data as Buffer).toString())));
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

  hears(fits: (message: any) => boolean, what: string): Promise<any> {
    return eventually(() => this.told.find(fits), what, { until: found => found !== undefined });
  }

  /** Everything that was said of a conversation, its bare id, too. */
  about(id: string): any[] {
    return this.told.filter(message => JSON.stringify(message).includes(id));
  }

  async closes(): Promise<number | null> {
    return eventually(() => this.closed, 'the end of a socket', { until: code => code !== null });
  }
}
