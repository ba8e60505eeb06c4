import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { inBackground, noteFailure } from '../../config/process/background.ts';
import { noteSeen } from '../../store/acd/presence.ts';
import { writtenSoFar } from '../../store/ai/suggestions.ts';
import { Listener } from '../../store/db/listener.ts';
import type { Notification } from '../../store/db/notifier.ts';
import { findConversations } from '../../store/views/conversations.ts';
import { isInScope, joinedSince } from '../../store/conversation/scope.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import type { Principal } from '../http/principal.ts';
import type { AppContext } from '../http/context.ts';
import { hasForeignOrigin } from '../http/origin.ts';
import { principalOf } from '../http/register.ts';
import { scopeOf } from '../http/access.ts';
import { lostQueues, readChanges } from './changes.ts';
import type { Changes } from './changes.ts';
import { Client } from './client.ts';
import type { FeedCursor } from '../../store/views/feed.ts';
import { feedEnd, readFeed, startAfter } from '../../store/views/feed.ts';
import { encodeFeedCursor } from './feed-cursor.ts';
import { readClientMessage } from './messages.ts';

const PATH = '/ws';
const CHECK_MS = 15_000;
/** Events of transactions that were not settled at the first look are read again after this. */
const SECOND_LOOK_MS = 250;
const NOTHING: Changes = { seen: [], gone: [], events: [] };
/** Closed with this, a workbench asks its user to log in again. */
const LOG_IN_AGAIN = 4401;

/**
 * `/ws`: pushes what changed to whoever may see it. Notifications carry ids; the server reads again inside the tenant's
 * wall and by the reader's rights. After a reconnection the reader resumes from its cursor.
 */
export class Hub {
  readonly #app: AppContext;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #clients = new Set<Client>();
  /** Connections that ask for a socket: nobody else ends them any more. */
  readonly #asking = new Set<Duplex>();
  readonly #listener: Listener;
  readonly #dirty = new Map<string, Set<string>>();
  readonly #checking: NodeJS.Timeout;
  readonly #running = new Set<Promise<unknown>>();
  #flushing: Promise<void> = Promise.resolve();
  #closing = false;

  /** @param checkMs how often sockets are checked whose session may be over without a notification of it. */
  constructor(app: AppContext, databaseUrl: string, checkMs = CHECK_MS) {
    this.#app = app;
    this.#listener = new Listener(
      databaseUrl,
      notification => this.#onNotification(notification),
      () => this.#lookEverywhere(),
    );
    this.#checking = setInterval(() => this.#leave('checking sockets', this.#check()), checkMs);
  }

  /** Serves upgrades of this HTTP server. */
  attach(server: Server): void {
    this.#listener.start();
    server.on('upgrade', (request, socket, head) => {
      // From here on the socket is ours alone: Node.js has taken its own listeners off, and a reset must find one.
      socket.on('error', () => socket.destroy());
      this.#asking.add(socket);
      socket.once('close', () => this.#asking.delete(socket));
      this.#leave(
        'opening a socket',
        this.#upgrade(request, socket, head).catch((error: unknown) => {
          refuse(socket, '503 Service Unavailable');
          throw error;
        }),
      );
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#checking);
    for (const client of this.#clients) client.close(1012, 'service restart');
    for (const socket of this.#asking) socket.destroy();
    await this.#listener.close();
    await this.#flushing;
    await Promise.allSettled(this.#running);
    this.#server.close();
  }

  /** Lets it run on its own, until the hub is closed. */
  #leave(work: string, promise: Promise<unknown>): void {
    const running: Promise<unknown> = promise.finally(() => this.#running.delete(running));
    this.#running.add(running);
    inBackground(work, running);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (this.#closing) return refuse(socket, '503 Service Unavailable');
    if (pathOf(request) !== PATH) return refuse(socket, '404 Not Found');
    // A browser names the page's origin; only our own pages may use the cookie.
    if (hasForeignOrigin(request.headers)) return refuse(socket, '403 Forbidden');
    const principal = await principalOf(this.#app, request, this.#app.clock());
    if (principal === null || principal.tenantId === null) return refuse(socket, '401 Unauthorized');
    if (principal.mustChangePassword) return refuse(socket, '403 Forbidden');
    const { tenantId } = principal;
    // What changes from here on is told: the place in the log is taken before the rights are read.
    const place = await feedEnd(this.#app.database);
    const scope = await this.#scopeOf(tenantId, principal);
    this.#asking.delete(socket);
    this.#server.handleUpgrade(request, socket, head, webSocket => {
      this.#open(webSocket, new Client(webSocket, request, { principal, tenantId, place, scope }));
    });
  }

  #open(webSocket: WebSocket, client: Client): void {
    this.#clients.add(client);
    webSocket.on('close', () => this.#clients.delete(client));
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('pong', () => (client.alive = true));
    client.listen(
      text => this.#onMessage(client, text),
      answering => this.#leave('what a socket said', answering),
    );
    this.#leave('noting who is connected', this.#noteSeen());
    client.tell({ type: 'ready', cursor: encodeFeedCursor(client.place.cursor) });
    // Between the look at its rights and now they may have been taken away.
    this.#leave('checking a new socket', this.#recheck(client));
  }

  async #onMessage(client: Client, text: string): Promise<void> {
    if (!client.isOpen) return;
    const message = readClientMessage(text);
    if ('wrong' in message) return client.tell({ type: 'error', code: message.wrong });
    if (message.type === 'ping') return client.tell({ type: 'pong' });
    await this.#resume(client, message.cursor);
  }

  /** From an earlier place in the log. Whoever names a later one has it from elsewhere. */
  async #resume(client: Client, cursor: FeedCursor): Promise<void> {
    if (cursor.xid > (await feedEnd(this.#app.database)).cursor.xid) return this.#overflow(client);
    client.place = startAfter(cursor);
    await this.#bringUp(client, new Set());
  }

  #onNotification({ changed = [], drafts = [], access = [] }: Notification): void {
    for (const [tenantId, principalId] of access) {
      for (const client of this.#of(tenantId))
        if (client.principal.id === principalId) this.#leave('checking a socket', this.#recheck(client));
    }
    for (const draft of drafts) this.#leave('showing a draft as it is written', this.#pushDraft(...draft));
    const listening = new Set([...this.#clients].map(client => client.tenantId));
    const heard = changed.filter(([tenantId]) => listening.has(tenantId));
    for (const [tenantId, conversationId] of heard)
      this.#dirty.set(tenantId, (this.#dirty.get(tenantId) ?? new Set()).add(conversationId));
    if (heard.length > 0) this.#flush();
  }

  #of(tenantId: string): Client[] {
    return [...this.#clients].filter(client => client.tenantId === tenantId);
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
        for (const client of this.#of(tenantId)) {
          const isWaitedFor = !client.isBusy;
          // Readers resume by their cursor.
          const pushed = client
            .tellOf(ids, changed => this.#bringUp(client, changed))
            .catch((error: unknown) =>
              this.#app.log.warn({ event: 'websocket_push_failed', err: error }, 'a WebSocket push failed'),
            );
          // Who has much said to be answered first keeps nobody else waiting.
          if (isWaitedFor) await pushed;
          else this.#leave('a push', pushed);
        }
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

  /** Tells a reader what it does not know yet. @param ids conversations that changed, also without an event. */
  async #bringUp(client: Client, ids: ReadonlySet<string>): Promise<void> {
    const { database, clock } = this.#app;
    const { tenantId, scope: before, place } = client;
    const feed = await readFeed(database, tenantId, place);
    const { now, mustReadAfresh } = await this.#sightOf(client);
    if (feed === null || client.isBehind || mustReadAfresh) return this.#overflow(client);
    if (feed.pending) this.#lookAgain(tenantId);
    const all = new Set([...ids, ...feed.events.map(event => event.conversationId)]);
    const { seen, gone, events } =
      all.size === 0
        ? NOTHING
        : await database.withTenant(tenantId, unit =>
            readChanges(unit, { before, now, ids: [...all], events: feed.events, at: clock() }),
          );
    // What could not be read is read the next time.
    client.scope = now;
    client.place = { ...place, cursor: feed.cursor };
    // A push in which nothing is for this reader would tell how busy others are.
    if (seen.length + gone.length > 0)
      client.tell({ type: 'changed', cursor: encodeFeedCursor(feed.cursor), conversations: seen, events, gone });
  }

  /** What the AI has written so far of a draft; losing one costs nothing, the next says more. */
  async #pushDraft(tenantId: string, conversationId: string, suggestionId: string): Promise<void> {
    const clients = this.#of(tenantId).filter(client => !client.isBehind);
    if (clients.length === 0) return;
    const { database, clock } = this.#app;
    const found = await database.withTenant(tenantId, async unit => ({
      draft: await writtenSoFar(unit, suggestionId),
      conversation: (await findConversations(unit, [conversationId], clock()))[0],
    }));
    if (found.draft === null || found.conversation === undefined) return;
    for (const client of clients)
      if (isInScope(await this.#scopeOf(tenantId, client.principal), found.conversation))
        client.tell({ type: 'draft', conversationId, suggestionId, ...found.draft });
  }

  #scopeOf(tenantId: string, principal: Principal): Promise<Scope> {
    return this.#app.database.withTenant(tenantId, unit => scopeOf(unit, principal));
  }

  /**
   * What a reader sees now, and whether it has left or joined a queue since it began: then it reads afresh. What stood
   * in a queue that it left is too much to be named, and what left a queue before it joined is none of its business.
   */
  #sightOf({
    tenantId,
    principal,
    scope,
    place,
  }: Client): Promise<{ readonly now: Scope; readonly mustReadAfresh: boolean }> {
    return this.#app.database.withTenant(tenantId, async unit => {
      const now = await scopeOf(unit, principal);
      const mustReadAfresh =
        !now.all &&
        (lostQueues(scope, now) || (principal.kind === 'user' && (await joinedSince(unit, principal.id, place.known))));
      return { now, mustReadAfresh };
    });
  }

  async #overflow(client: Client): Promise<void> {
    // As where a socket is opened: whoever joins a queue in between is told to read afresh once more.
    const place = await feedEnd(this.#app.database);
    client.scope = await this.#scopeOf(client.tenantId, client.principal);
    client.place = place;
    client.tell({ type: 'overflow', cursor: encodeFeedCursor(client.place.cursor) });
  }

  /** Notes which agents are connected, so that who is no more is missed. */
  async #noteSeen(): Promise<void> {
    const agents = [...this.#clients].filter(
      ({ alive, principal }) => alive && principal.role === 'AGENT' && principal.kind === 'user',
    );
    for (const tenantId of new Set(agents.map(client => client.tenantId))) {
      const ids = agents.filter(client => client.tenantId === tenantId).map(client => client.principal.id);
      await this.#app.database.withTenant(tenantId, unit => noteSeen(unit, ids, this.#app.clock()));
    }
  }

  /**
   * Ends connections that do not answer, and those of people who were disabled, lost their role or whose session is
   * over: the backstop for notifications that were lost.
   */
  async #check(): Promise<void> {
    this.#leave('noting who is connected', this.#noteSeen());
    for (const client of this.#clients) {
      if (!client.alive) client.terminate();
      else if (await this.#recheckSafely(client)) client.ping();
    }
  }

  /** While the database is away nobody is sent away. */
  async #recheckSafely(client: Client): Promise<boolean> {
    try {
      return await this.#recheck(client);
    } catch (error) {
      noteFailure('checking a socket', error);
      return true;
    }
  }

  /**
   * Closes a socket whose session or rights are gone, and brings one up whose sight changed. @returns whether it stays.
   */
  async #recheck(client: Client): Promise<boolean> {
    const principal = await principalOf(this.#app, client.request, this.#app.clock());
    if (
      principal === null ||
      principal.mustChangePassword ||
      principal.tenantId !== client.tenantId ||
      principal.role !== client.principal.role
    ) {
      client.close(LOG_IN_AGAIN, 'log in again');
      this.#clients.delete(client);
      return false;
    }
    client.principal = principal;
    if ((await this.#sightOf(client)).mustReadAfresh) await client.inTurn(() => this.#bringUp(client, new Set()));
    return client.isOpen;
  }
}

function pathOf(request: IncomingMessage): string | null {
  const url = URL.parse(request.url ?? '/', 'http://host');
  return url?.pathname ?? null;
}

/** Answers, and lets go: whoever keeps such a connection open, or goes on sending, has none of ours. */
function refuse(socket: Duplex, status: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
