import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The path that a request asks for; null when its address is none. */
export const pathOf = (request: IncomingMessage): string | null =>
  URL.parse(request.url ?? '/', 'http://host')?.pathname ?? null;

/** Refuses an upgrade and closes the connection, even when the client keeps its side open or goes on sending. */
export function refuse(socket: Duplex, status: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
