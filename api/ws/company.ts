import { namesOfUsers } from '../../store/access/users.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Seat } from '../../store/db/notifier.ts';
import { newWake } from '../../store/db/notifier.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import { readTenantSettings } from '../../store/tenant/tenant-settings.ts';
import { findConversations } from '../../store/views/conversations.ts';
import { noteFailure } from '../../config/process/background.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { audit, scopeOf } from '../http/access.ts';
import type { AppContext } from '../http/context.ts';
import type { Client } from './client.ts';
import type { Look } from './messages.ts';

/** What was not told again for so long has gone with its process. Each tells every 15 seconds (the hub's checks). */
const GONE_MS = 50_000;

interface Heard extends Seat {
  readonly tenantId: string;
  readonly conversationId: string;
  /** Epoch milliseconds. */
  readonly heardAt: number;
}

/**
 * Who has which conversation open, and who writes in it, at the connections of all processes. Nothing of it is stored:
 * each process tells the others by notifications of the database what its own connections do, again every few seconds,
 * and forgets what it does not hear any more. Whoever has a conversation open is told who else has.
 */
export class Company {
  readonly #app: Pick<AppContext, 'database' | 'clock'>;
  readonly #clients: () => readonly Client[];
  /** By connection, of all processes. */
  readonly #seats = new Map<string, Heard>();
  /** The conversation that was last audited as read along unseen. */
  readonly #audited = new WeakMap<Client, string>();
  /** Conversations of which those who have them open are still to be told, with their tenants. */
  #waiting = new Map<string, string>();
  /** What each connection was last told, and of which conversation. */
  readonly #told = new WeakMap<Client, string>();
  readonly #telling = new OneAtATime(() => this.#tellWaiting());
  readonly #refreshing = new OneAtATime(() => this.#refreshAll());

  /** @param clients the open connections of this process. */
  constructor(app: Pick<AppContext, 'database' | 'clock'>, clients: () => readonly Client[]) {
    this.#app = app;
    this.#clients = clients;
  }

  /** A client says what is open in its window. An API key is nobody whom colleagues meet. */
  async look(client: Client, look: Look): Promise<void> {
    if (client.principal.kind !== 'user') return;
    // Whoever opens it (again) is told who is there, whatever was told before.
    if (look.conversationId !== client.look.conversationId) this.#told.delete(client);
    client.look = { conversationId: look.conversationId, writes: look.writes };
    if (look.conversationId !== this.#audited.get(client)) this.#audited.delete(client);
    await this.#announce(client);
  }

  /** The connection has ended. */
  leave(client: Client): void {
    const wasThere = client.look.conversationId !== null || this.#seats.has(client.id);
    client.look = { conversationId: null, writes: false };
    if (wasThere) this.#notify(client, null, 'looks');
  }

  /**
   * Tells the others once more what goes on here, as far as it may still be seen, and forgets what nobody tells any more.
   * While that is done it is done once more at most, however often it is asked for.
   */
  refresh(): Promise<void> {
    return this.#refreshing.run();
  }

  async #refreshAll(): Promise<void> {
    const now = this.#app.clock();
    const here = new Set(this.#clients().map(({ id }) => id));
    for (const [id, { heardAt, tenantId, conversationId }] of this.#seats)
      if (now - heardAt > GONE_MS && !here.has(id)) {
        this.#seats.delete(id);
        this.#waiting.set(conversationId, tenantId);
      }
    for (const client of this.#clients())
      if (client.look.conversationId !== null) await noted(() => this.#announce(client));
    await this.#tell();
  }

  /** Hears what goes on at connections, those of this process included. @returns when those here have been told. */
  hear(told: readonly (readonly [string, Seat])[]): Promise<void> {
    const heardAt = this.#app.clock();
    for (const [tenantId, { conversationId, ...seat }] of told) {
      const before = this.#seats.get(seat.connectionId);
      const isNew = before?.conversationId !== conversationId;
      if (before !== undefined && (isNew || before.doing !== seat.doing))
        this.#waiting.set(before.conversationId, tenantId);
      if (conversationId === null) {
        this.#seats.delete(seat.connectionId);
        continue;
      }
      this.#seats.set(seat.connectionId, { ...seat, conversationId, tenantId, heardAt });
      if (!isNew) continue;
      this.#waiting.set(conversationId, tenantId);
      this.#answer(tenantId, conversationId, seat.connectionId);
    }
    return this.#tell();
  }

  /** Whoever is new at another process is to hear of those who are here. */
  #answer(tenantId: string, conversationId: string, connectionId: string): void {
    const here = this.#clients().filter(({ id, tenantId: of }) => of === tenantId && this.#at(id) === conversationId);
    if (here.some(({ id }) => id === connectionId)) return;
    for (const client of here) {
      const seat = this.#seats.get(client.id);
      if (seat !== undefined) this.#notify(client, conversationId, seat.doing);
    }
  }

  #at(connectionId: string): string | undefined {
    return this.#seats.get(connectionId)?.conversationId;
  }

  /** Tells all processes what a client does, as far as it may see the conversation; else that it is not there. */
  async #announce(client: Client): Promise<void> {
    const { look } = client;
    const { conversationId } = look;
    const doing =
      conversationId === null
        ? null
        : await this.#app.database.withTenant(client.tenantId, async unit => {
            const found = await this.#doing(unit, client, conversationId, look.writes);
            if (found === 'unseen') await this.#auditOnce(unit, client, conversationId);
            return found;
          });
    // It may have gone, or have said something else, while that was found out.
    if (!client.isOpen || client.look !== look) return;
    if (doing !== null) this.#notify(client, conversationId, doing);
    else if (this.#seats.has(client.id)) this.#notify(client, null, 'looks');
  }

  /** That somebody reads along unseen is on record, once for each time that the conversation is opened. */
  async #auditOnce(unit: TenantUnit, client: Client, conversationId: string): Promise<void> {
    if (this.#audited.get(client) === conversationId) return;
    this.#audited.set(client, conversationId);
    await audit(unit, client.principal, 'conversation.watch', conversationId, this.#app.clock());
  }

  /** Null: the client may not see the conversation, so that it has nothing open. */
  async #doing(
    unit: TenantUnit,
    { principal }: Client,
    conversationId: string,
    writes: boolean,
  ): Promise<Seat['doing'] | null> {
    const [conversation] = await findConversations(unit, [conversationId], this.#app.clock());
    if (conversation === undefined || !isInScope(await scopeOf(unit, principal), conversation)) return null;
    if (writes) return 'writes';
    if (principal.role === 'AGENT' || conversation.agentId === principal.id) return 'looks';
    return (await readTenantSettings(unit)).supervisorsShown ? 'looks' : 'unseen';
  }

  #notify({ id, tenantId, principal }: Client, conversationId: string | null, doing: Seat['doing']): void {
    const seat = { connectionId: id, personId: principal.id, conversationId, doing };
    this.#app.database.notifier.add(tenantId, { ...newWake(), seats: [seat] });
  }

  /** What changes while others are being told waits for its turn: many changes never take more than one connection. */
  #tell(): Promise<void> {
    return this.#waiting.size === 0 ? this.#telling.now() : this.#telling.run();
  }

  async #tellWaiting(): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    for (const [conversationId, tenantId] of waiting) await noted(() => this.#tellOf(tenantId, conversationId));
  }

  /**
   * Tells those who have a conversation open here, and may still see it, who else has. Agents come first, and what is read
   * for them is the same whoever reads along unseen: neither a message nor its time gives that away.
   */
  async #tellOf(tenantId: string, conversationId: string): Promise<void> {
    const there = [...this.#seats.values()].filter(
      seat => seat.tenantId === tenantId && seat.conversationId === conversationId,
    );
    await this.#tellReaders(
      tenantId,
      conversationId,
      true,
      there.filter(({ doing }) => doing !== 'unseen'),
    );
    await this.#tellReaders(tenantId, conversationId, false, there);
  }

  /** @param areAgents which of those who have it open are told. @param there whom they may know of. */
  async #tellReaders(
    tenantId: string,
    conversationId: string,
    areAgents: boolean,
    there: readonly Heard[],
  ): Promise<void> {
    const readers = this.#clients().filter(
      client =>
        client.isOpen &&
        client.tenantId === tenantId &&
        (client.principal.role === 'AGENT') === areAgents &&
        this.#at(client.id) === conversationId,
    );
    if (readers.length === 0) return;
    const { database, clock } = this.#app;
    await database.withTenant(tenantId, async unit => {
      const [conversation] = await findConversations(unit, [conversationId], clock());
      if (conversation === undefined) return;
      const names = await namesOfUsers(unit, [...new Set(there.map(({ personId }) => personId))]);
      for (const client of readers)
        if (isInScope(await scopeOf(unit, client.principal), conversation))
          this.#tellClient(client, conversationId, peopleFor(client, there, names));
    });
  }

  /**
   * Not what it knows already: that nothing has changed for an agent, and yet something has, would tell of somebody who
   * reads along unseen.
   */
  #tellClient(client: Client, conversationId: string, people: ReturnType<typeof peopleFor>): void {
    const message = { type: 'company', conversationId, people };
    const text = JSON.stringify(message);
    if (this.#told.get(client) === text) return;
    this.#told.set(client, text);
    client.tell(message);
  }
}

/** Who else is there, by name, each once whatever number of windows they have. */
function peopleFor({ principal }: Client, there: readonly Heard[], names: ReadonlyMap<string, string>) {
  const seen = there.filter(({ personId }) => personId !== principal.id);
  const writing = new Set(seen.flatMap(({ personId, doing }) => (doing === 'writes' ? [personId] : [])));
  return [...new Set(seen.map(({ personId }) => personId))]
    .flatMap(id => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, name, writes: writing.has(id) }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A failure here must not keep others from being told. */
const noted = (work: () => Promise<void>): Promise<void> =>
  work().catch((error: unknown) => noteFailure('telling who is there', error));
