import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { inBackground, noteFailure } from '../../config/process/background.ts';
import { noteSeen } from '../../store/acd/presence.ts';
import { Listener } from '../../store/db/listener.ts';
import type { Notification } from '../../store/db/notifier.ts';
import { joinedSince } from '../../store/conversation/scope.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import type { Principal } from '../http/principal.ts';
import type { AppContext } from '../http/context.ts';
import { hasForeignOrigin } from '../http/origin.ts';
import { principalOf } from '../http/register.ts';
import { scopeOf } from '../http/access.ts';
import { BesideTeller } from './beside.ts';
import { lostQueues, readChanges } from './changes.ts';
import type { Changes } from './changes.ts';
import { Client } from './client.ts';
import { Company } from './company.ts';
import { pushDraft } from './push-draft.ts';
import type { FeedCursor } from '../../store/views/feed.ts';
import { feedEnd, readFeed, startAfter } from '../../store/views/feed.ts';
import { encodeFeedCursor } from './feed-cursor.ts';
import { COMPRESSION } from './compression.ts';
import { readClientMessage } from './messages.ts';
import { pathOf, refuse } from './upgrade.ts';

const PATH = '/ws';
const CHECK_MS = 15_000;
/** After this the feed is read again when it held events behind an older transaction that was still running. */
const SECOND_LOOK_MS = 250;
const NOTHING: Changes = { seen: [], gone: [], events: [] };
/** The close code after which a workbench asks its user to log in again. */
const LOG_IN_AGAIN = 4401;

/**
 * Serves `/ws`: pushes changed conversations to everybody who may see them. Database notifications carry only ids; for
 * each reader the hub reads the data under the tenant's row-level security and the reader's rights. After a
 * reconnection a reader resumes from its cursor.
 */
export class Hub {
  readonly #app: AppContext;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: COMPRESSION,
  });
  readonly #clients = new Set<Client>();
  /** Connections whose upgrade is being decided: the HTTP server has given them up, so the hub must close them. */
  readonly #asking = new Set<Duplex>();
  readonly #listener: Listener;
  /** By tenant, the conversations of which its readers are still to be told. */
  readonly #dirty = new Map<string, Set<string>>();
  readonly #beside: BesideTeller;
  readonly #company: Company;
  readonly #checking: NodeJS.Timeout;
  readonly #running = new Set<Promise<unknown>>();
  #flushing: Promise<void> = Promise.resolve();
  #closing = false;

  /** @param checkMs how often sockets are checked, in case a session ended and its notification was lost. */
  constructor(app: AppContext, databaseUrl: string, checkMs = CHECK_MS) {
    this.#app = app;
    this.#beside = new BesideTeller(app, tenantId => this.#of(tenantId));
    this.#company = new Company(app, () => [...this.#clients]);
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
      // Node.js has removed its own listeners from the socket: without one here a connection reset would be uncaught.
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

  /** Closes all sockets, which reconnect elsewhere, and waits for work that is running. */
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

  /** Lets work run in the background; `close` waits for it. */
  #leave(work: string, promise: Promise<unknown>): void {
    const running: Promise<unknown> = promise.finally(() => this.#running.delete(running));
    this.#running.add(running);
    inBackground(work, running);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (this.#closing) return refuse(socket, '503 Service Unavailable');
    if (pathOf(request) !== PATH) return refuse(socket, '404 Not Found');
    // Browsers send cookies with upgrades from any page (cross-site WebSocket hijacking): only our own pages may.
    if (hasForeignOrigin(request.headers)) return refuse(socket, '403 Forbidden');
    const principal = await principalOf(this.#app, request, this.#app.clock());
    if (principal === null || principal.tenantId === null) return refuse(socket, '401 Unauthorized');
    if (principal.mustChangePassword) return refuse(socket, '403 Forbidden');
    const { tenantId } = principal;
    // The position in the feed is taken before the rights are read, so that no change in between is missed.
    const place = await feedEnd(this.#app.database);
    const scope = await this.#scopeOf(tenantId, principal);
    this.#asking.delete(socket);
    this.#server.handleUpgrade(request, socket, head, webSocket => {
      this.#open(webSocket, new Client(webSocket, request, { principal, tenantId, place, scope }));
    });
  }

  #open(webSocket: WebSocket, client: Client): void {
    this.#clients.add(client);
    webSocket.on('close', () => {
      this.#clients.delete(client);
      this.#company.leave(client);
    });
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('pong', () => (client.alive = true));
    client.listen(
      text => this.#onMessage(client, text),
      answering => this.#leave('what a socket said', answering),
    );
    this.#leave('noting who is connected', this.#noteSeen());
    client.tell({ type: 'ready', cursor: encodeFeedCursor(client.place.cursor) });
    // The rights may have been withdrawn since they were read.
    this.#leave('checking a new socket', this.#recheck(client));
  }

  async #onMessage(client: Client, text: string): Promise<void> {
    if (!client.isOpen) return;
    const message = readClientMessage(text);
    if ('wrong' in message) return client.tell({ type: 'error', code: message.wrong });
    if (message.type === 'ping') return client.tell({ type: 'pong' });
    if (message.type === 'look') return this.#company.look(client, message);
    await this.#resume(client, message.cursor);
  }

  /**
   * Continues from an earlier position in the feed. A position later than the feed's end is from another database (as
   * before a restore), and means nothing here. `resumed` says that all up to its cursor has been told; a push before it
   * may have told of what is later, and moved no cursor.
   */
  async #resume(client: Client, cursor: FeedCursor): Promise<void> {
    if (cursor.xid > (await feedEnd(this.#app.database)).cursor.xid) return this.#overflow(client);
    client.place = startAfter(cursor);
    client.told.forgetAll();
    await this.#bringUp(client, new Set());
    client.tell({ type: 'resumed', cursor: encodeFeedCursor(client.place.cursor) });
  }

  #onNotification({ changed = [], drafts = [], beside = [], seats = [], access = [] }: Notification): void {
    for (const [tenantId, principalId] of access) {
      for (const client of this.#of(tenantId))
        if (client.principal.id === principalId) this.#leave('checking a socket', this.#recheck(client));
    }
    for (const draft of drafts)
      this.#leave('showing a draft as it is written', pushDraft(this.#app, this.#of(draft[0]), draft));
    if (seats.length > 0) this.#leave('telling who is there', this.#company.hear(seats));
    if (beside.length > 0) this.#leave('telling what changed beside', this.#beside.tell(beside));
    const listening = new Set([...this.#clients].map(client => client.tenantId));
    const heard = changed.filter(([tenantId]) => listening.has(tenantId));
    for (const [tenantId, conversationId] of heard)
      this.#dirty.set(tenantId, (this.#dirty.get(tenantId) ?? new Set()).add(conversationId));
    if (heard.length > 0) this.#flush();
  }

  #of(tenantId: string): Client[] {
    return [...this.#clients].filter(client => client.tenantId === tenantId);
  }

  /** After the listener lost its connection, notifications may be missing: all readers catch up from their cursors. */
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
          // A failed push is not repeated: the next one reads all events since the reader's cursor, which has not
          // moved. A change without an event (delivered, read) shows when its conversation changes next.
          const pushed = client
            .tellOf(ids, changed => this.#bringUp(client, changed))
            .catch((error: unknown) =>
              this.#app.log.warn({ event: 'websocket_push_failed', err: error }, 'a WebSocket push failed'),
            );
          // A client whose own messages are still being answered must not delay pushes to the others.
          if (isWaitedFor) await pushed;
          else this.#leave('a push', pushed);
        }
      }
    });
  }

  /** Reads the feed again a little later, for events behind a transaction that is still running. */
  #lookAgain(tenantId: string): void {
    setTimeout(() => {
      this.#dirty.set(tenantId, this.#dirty.get(tenantId) ?? new Set());
      this.#flush();
    }, SECOND_LOOK_MS).unref();
  }

  /**
   * Pushes what a reader does not know yet, or tells it to read everything afresh.
   * @param ids conversations that changed, also without an event (delivered, read).
   */
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
    // Only now, after reading: when that fails, the next push begins at the same place.
    client.scope = now;
    client.place = { ...place, cursor: feed.cursor };
    const conversations = client.told.news(seen);
    client.told.forget(gone);
    // No empty push: it would tell a reader how busy others are.
    if (conversations.length + gone.length > 0)
      client.tell({ type: 'changed', cursor: encodeFeedCursor(feed.cursor), conversations, events, gone });
  }

  #scopeOf(tenantId: string, principal: Principal): Promise<Scope> {
    return this.#app.database.withTenant(tenantId, unit => scopeOf(unit, principal));
  }

  /**
   * What a reader may see now, and whether it must read everything afresh because it has left or joined a queue since
   * it began. The conversations of a queue that it left are too many to be listed as gone; and what had left a queue
   * before the reader joined it must not be mentioned to it.
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

  /** Tells a reader to read everything afresh, and continues from the end of the feed. */
  async #overflow(client: Client): Promise<void> {
    // In this order, as in `#upgrade`: a reader that joins a queue in between is told to read afresh once more.
    const place = await feedEnd(this.#app.database);
    client.scope = await this.#scopeOf(client.tenantId, client.principal);
    client.place = place;
    client.told.forgetAll();
    client.tell({ type: 'overflow', cursor: encodeFeedCursor(client.place.cursor) });
  }

  /** Records which agents are connected, so that those who are not any more are noticed (lost agents). */
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
   * Ends connections that did not answer the last ping, and those whose person was disabled or got another role, or
   * whose session has ended: the fallback for lost notifications.
   */
  async #check(): Promise<void> {
    this.#leave('noting who is connected', this.#noteSeen());
    this.#leave('telling who is still there', this.#company.refresh());
    for (const client of this.#clients) {
      if (!client.alive) client.terminate();
      else if (await this.#recheckSafely(client)) client.ping();
    }
  }

  /** While the database is unavailable, sockets stay open. */
  async #recheckSafely(client: Client): Promise<boolean> {
    try {
      return await this.#recheck(client);
    } catch (error) {
      noteFailure('checking a socket', error);
      return true;
    }
  }

  /**
   * Closes a socket whose session or role is no longer valid, and tells one to read afresh whose queues changed.
   * @returns whether it stays open.
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
