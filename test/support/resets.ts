import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A state of a connection in which the client resets it. */
export interface ResetState {
  readonly name: string;
  /** What the client has sent by then, in Latin-1. */
  readonly sent: string;
  /** Whether the client waits for the server's first bytes before it resets. */
  readonly hears?: boolean;
}

const MASKED_HALF_FRAME = '\u0081\u00fe\u0001';

/**
 * Every state that a request or a WebSocket upgrade can be in.
 * @param host value of the Host header.
 * @param headers headers of a logged-in agent.
 * @param mediaPath path of a file that may be read.
 */
export function resetStates(host: string, headers: Readonly<Record<string, string>>, mediaPath: string): ResetState[] {
  const own = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const request = (line: string, more = ''): string => `${line} HTTP/1.1\r\nhost: ${host}\r\n${more}\r\n`;
  const upgrade = (path: string, more = '', key = 'dGhlIHNhbXBsZSBub25jZQ=='): string =>
    request(
      `GET ${path}`,
      `connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n${more}`,
    );
  const json = (length: number): string => `content-type: application/json\r\ncontent-length: ${length}\r\n`;
  return [
    { name: 'nothing said', sent: '' },
    { name: 'half a request line', sent: 'GET /api/v1/conv' },
    { name: 'half the headers', sent: `GET /api/v1/me HTTP/1.1\r\nhost: ${host}\r\nx-a: ` },
    { name: 'no HTTP at all', sent: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000' },
    { name: 'a whole request, no answer awaited', sent: request('GET /readyz') },
    { name: 'in the middle of the answer', sent: request('GET /docs'), hears: true },
    { name: 'several requests at once', sent: request('GET /api/v1/conversations', own).repeat(5) },
    { name: 'half a webhook', sent: `${request('POST /webhooks/whatsapp', json(500))}{"object":` },
    { name: 'half a log-in', sent: `${request('POST /api/v1/auth/login', json(200))}{"email":"` },
    {
      name: 'half an upload',
      sent: `${request('POST /api/v1/uploads?type=image', `${own}content-type: image/png\r\ncontent-length: 900000\r\n`)}${'x'.repeat(2_000)}`,
    },
    {
      name: 'half a chunk',
      sent: `${request('POST /api/v1/auth/login', 'content-type: application/json\r\ntransfer-encoding: chunked\r\n')}ff\r\n{"a`,
    },
    { name: 'a file, its answer begun', sent: request(`GET ${mediaPath}`), hears: true },
    { name: 'an upgrade of another path', sent: upgrade('/elsewhere') },
    { name: 'an upgrade of a broken address', sent: upgrade('//[') },
    { name: 'an upgrade without log-in', sent: upgrade('/ws') },
    { name: 'an upgrade from another page', sent: upgrade('/ws', 'origin: https://elsewhere.test\r\n') },
    { name: 'an upgrade with a broken key', sent: upgrade('/ws', own, 'short') },
    { name: 'an upgrade by an agent, no answer awaited', sent: upgrade('/ws', own) },
    { name: 'an open socket', sent: upgrade('/ws', own), hears: true },
    { name: 'an upgrade with half a frame behind it', sent: `${upgrade('/ws', own)}${MASKED_HALF_FRAME}` },
    { name: 'an upgrade with a broken frame behind it', sent: `${upgrade('/ws', own)}\u00ff\u00ff\u00ff\u00ff` },
    { name: 'CONNECT', sent: request('CONNECT elsewhere.test:443') },
  ];
}

/**
 * Opens a connection, sends what the state says, and resets it (TCP RST). Resolves when the connection is closed, by
 * whichever side. @param signal closes it early.
 */
export async function resetIn(port: number, { sent, hears = false }: ResetState, signal: AbortSignal): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  // Not the `signal` option of connect: it would keep a reference to every connection as long as the signal exists.
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort);
  const gone = new Promise<void>(resolve => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.once('connect', () => {
    if (!hears) return void socket.write(Buffer.from(sent, 'latin1'), () => reset(socket));
    socket.write(Buffer.from(sent, 'latin1'));
    socket.once('data', () => reset(socket));
  });
  await gone;
  signal.removeEventListener('abort', abort);
}

function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}
