import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { noteSeen } from '../../store/acd/presence.ts';
import { Listener } from '../../store/listener.ts';
import type { Notification } from '../../store/notifier.ts';
import { writtenSoFar } from '../../store/ai/suggestions.ts';
import { findConversations } from '../../store/views/conversations.ts';
import { isInScope } from '../../store/views/scope.ts';
import type { Scope } from '../../store/views/scope.ts';
import type { Principal } from '../auth/principal.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../http/register.ts';
import { scopeOf } from '../routes/access.ts';
import type { FeedCursor } from './feed.ts';
import { decodeFeedCursor, encodeFeedCursor, feedEnd, readChanged, readFeed } from './feed.ts';

interface Client {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  principal: Principal;
  readonly tenantId: string;
  cursor: FeedCursor;
  /** Whether it has answered since it was last asked. */
  alive: boolean;
}

const PATH = '/ws';
const CHECK_MS = 15_000;
/** A reader that far behind is told to read afresh instead of being fed from memory. */
const BACKLOG_BYTES = 1_000_000;
/** Events of transactions that were not settled at the first look are read again after this. */
const SECOND_LOOK_MS = 250;
const fromClient = z.discriminatedUnion('type', [z.object({ type: z.literal('resume'), cursor: z.string() }), z.object({ type: z.literal('ping') })]);

/**
 * `/ws`: pushes what changed to whoever may see it. Notifications carry ids; the server reads again inside the tenant's
 * wall and by the reader's rights. After a reconnection the reader resumes from its cursor.
 */
export class Hub {
  readonly #app: AppContext;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #clients = new Set<Client>();
  readonly #listener: Listener;
  readonly #dirty = new Map<string, Set<string>>();
  readonly #checking: NodeJS.Timeout;
  #flushing: Promise<void> = Promise.resolve();

  constructor(app: AppContext, databaseUrl: string) {
    this.#app = app;
    this.#listener = new Listener(databaseUrl, notification => this.#onNotification(notification), () => this.#lookEverywhere());
    this.#checking = setInterval(() => void this.#check(), CHECK_MS);
  }

  /** Serves upgrades of this HTTP server. */
  attach(server: Server): void {
    this.#listener.start();
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head).catch(() => socket.destroy()));
  }

  async close(): Promise<void> {
    clearInterval(this.#checking);
    for (const client of this.#clients) client.socket.close(1012, 'service restart');
    await this.#listener.close();
    await this.#flushing;
    this.#server.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    if (new URL(request.url ?? '/', 'http://host').pathname !== PATH) return refuse('404 Not Found');
    // A browser names the page's origin; only our own pages may use the cookie.
    const { origin, host } = request.headers;
    if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return refuse('403 Forbidden');
    const principal = await principalOf(this.#app, request, this.#app.clock());
    if (principal === null || principal.tenantId === null) return refuse('401 Unauthorized');
    const { tenantId } = principal;
    const cursor = await feedEnd(this.#app.database);
    this.#server.handleUpgrade(request, socket, head, webSocket => {
      const client: Client = { socket: webSocket, request, principal, tenantId, cursor, alive: true };
      this.#clients.add(client);
      webSocket.on('close', () => this.#clients.delete(client));
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('pong', () => (client.alive = true));
      webSocket.on('message', data => void this.#onMessage(client, (data as Buffer).toString('utf8')));
      void this.#noteSeen();
      this.#send(client, { type: 'ready', cursor: encodeFeedCursor(cursor) });
    });
  }

  async #onMessage(client: Client, text: string): Promise<void> {
    const message = fromClient.safeParse(safeJson(text));
    if (!message.success) return this.#send(client, { type: 'error', code: 'invalid_message' });
    if (message.data.type === 'ping') return this.#send(client, { type: 'pong' });
    const cursor = decodeFeedCursor(message.data.cursor);
    if (cursor === null) return this.#send(client, { type: 'error', code: 'invalid_cursor' });
    client.cursor = cursor;
    const feed = await readFeed(this.#app.database, client.tenantId, cursor);
    if (feed === null) return this.#overflow(client);
    await this.#push(client.tenantId, new Set(feed.events.map(event => event.conversationId)), [client]);
  }

  #onNotification({ changed = [], drafts = [] }: Notification): void {
    for (const draft of drafts) void this.#pushDraft(...draft).catch((error: unknown) => this.#app.log.warn({ err: error }, 'a draft could not be shown as it is written'));
    let any = false;
    for (const [tenantId, conversationId] of changed) {
      if (![...this.#clients].some(client => client.tenantId === tenantId)) continue;
      this.#dirty.set(tenantId, (this.#dirty.get(tenantId) ?? new Set()).add(conversationId));
      any = true;
    }
    if (any) this.#flush();
  }

  /** After a lost connection: every reader is brought up from its own cursor. */
  #lookEverywhere(): void {
    for (const client of this.#clients) this.#dirty.set(client.tenantId, this.#dirty.get(client.tenantId) ?? new Set());
    this.#flush();
  }

  #flush(): void {
    this.#flushing = this.#flushing.then(async () => {
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      for (const [tenantId, ids] of dirty) {
        await this.#push(tenantId, ids, [...this.#clients].filter(client => client.tenantId === tenantId)).catch((error: unknown) => this.#app.log.warn({ err: error }, 'a push failed; readers resume by cursor'));
      }
    });
  }

  /** Events of transactions that were not settled yet are read a little later. */
  #lookAgain(tenantId: string): void {
    setTimeout(() => {
      this.#dirty.set(tenantId, this.#dirty.get(tenantId) ?? new Set());
      this.#flush();
    }, SECOND_LOOK_MS).unref();
  }

  async #push(tenantId: string, ids: ReadonlySet<string>, clients: readonly Client[]): Promise<void> {
    const { database, clock } = this.#app;
    for (const client of clients) {
      const feed = await readFeed(database, tenantId, client.cursor);
      if (feed === null || client.socket.bufferedAmount > BACKLOG_BYTES) {
        await this.#overflow(client);
        continue;
      }
      if (feed.pending) this.#lookAgain(tenantId);
      const all = new Set([...ids, ...feed.events.map(event => event.conversationId)]);
      client.cursor = feed.cursor;
      if (all.size === 0) continue;
      const scope = await this.#scope(client);
      const changed = await readChanged(database, tenantId, scope, [...all], clock());
      const gone = new Set(changed.filter(item => !isInScope(scope, item.conversation)).map(item => item.conversation.id));
      const seen = changed.filter(item => !gone.has(item.conversation.id));
      // A conversation that left the reader's sight is named, and nothing of it is told.
      this.#send(client, { type: 'changed', cursor: encodeFeedCursor(feed.cursor), conversations: seen, events: feed.events.filter(event => !gone.has(event.conversationId)), gone: [...gone] });
    }
  }

  /** What the AI has written so far of a draft; losing one costs nothing, the next says more. */
  async #pushDraft(tenantId: string, conversationId: string, suggestionId: string): Promise<void> {
    const clients = [...this.#clients].filter(client => client.tenantId === tenantId && client.socket.bufferedAmount <= BACKLOG_BYTES);
    if (clients.length === 0) return;
    const { database, clock } = this.#app;
    const found = await database.withTenant(tenantId, async unit => ({ draft: await writtenSoFar(unit, suggestionId), conversation: (await findConversations(unit, [conversationId], clock()))[0] }));
    if (found.draft === null || found.conversation === undefined) return;
    for (const client of clients) if (isInScope(await this.#scope(client), found.conversation)) this.#send(client, { type: 'draft', conversationId, suggestionId, ...found.draft });
  }

  #scope(client: Client): Promise<Scope> {
    return this.#app.database.withTenant(client.tenantId, unit => scopeOf(unit, client.principal));
  }

  async #overflow(client: Client): Promise<void> {
    client.cursor = await feedEnd(this.#app.database);
    this.#send(client, { type: 'overflow', cursor: encodeFeedCursor(client.cursor) });
  }

  /** Notes which agents are connected, so that who is no more is missed. */
  async #noteSeen(): Promise<void> {
    const agents = [...this.#clients].filter(({ alive, principal }) => alive && principal.role === 'AGENT' && principal.kind === 'user');
    for (const tenantId of new Set(agents.map(client => client.tenantId))) {
      const ids = agents.filter(client => client.tenantId === tenantId).map(client => client.principal.id);
      await this.#app.database.withTenant(tenantId, unit => noteSeen(unit, ids, this.#app.clock())).catch((error: unknown) => this.#app.log.warn({ err: error }, 'connected agents could not be noted'));
    }
  }

  /** Ends connections that do not answer, and those of people who were disabled, lost their role or whose session is over. */
  async #check(): Promise<void> {
    await this.#noteSeen();
    for (const client of this.#clients) {
      if (!client.alive) {
        client.socket.terminate();
        continue;
      }
      const principal = await principalOf(this.#app, client.request, this.#app.clock()).catch(() => client.principal);
      if (principal === null || principal.tenantId !== client.tenantId || principal.role !== client.principal.role) client.socket.close(4401, 'log in again');
      else {
        client.principal = principal;
        client.alive = false;
        client.socket.ping();
      }
    }
  }

  #send(client: Client, message: object): void {
    if (client.socket.readyState === client.socket.OPEN) client.socket.send(JSON.stringify(message));
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
