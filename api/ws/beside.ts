import { noteFailure } from '../../config/process/background.ts';
import type { Place } from '../../store/contacts/places.ts';
import { placesOfContacts } from '../../store/contacts/places.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Beside } from '../../store/db/notifier.ts';
import { findConversations } from '../../store/views/conversations.ts';
import { scopeOf } from '../http/access.ts';
import type { AppContext } from '../http/context.ts';
import type { Client } from './client.ts';

/**
 * What changed, and the id of the conversation; of facts of a contact that of the contact, of mentions and missed offers
 * that of the person, of settings that of the tenant.
 */
type Change = readonly [Beside, string];
/** A change, and the conversations of which one has to be seen. */
type Placed = readonly [Beside, string, readonly Place[]];
/** Changes that belong to no conversation. */
const OF_PEOPLE: ReadonlySet<Beside> = new Set(['mentions', 'missed', 'settings']);

/**
 * Tells readers what changed beside conversations and has no events: they read it again where it is shown. Whoever
 * misses it does so after the next connection. What changes while others are being told waits for its turn, once
 * whatever number of times it changed: many changes never take more than one connection of the database.
 */
export class BesideTeller {
  readonly #app: Pick<AppContext, 'database' | 'clock'>;
  readonly #readersOf: (tenantId: string) => readonly Client[];
  /** By tenant, what its readers are still to be told. */
  readonly #waiting = new Map<string, Map<string, Change>>();
  #telling: Promise<void> = Promise.resolve();

  /** @param readersOf the open connections of a tenant. */
  constructor(app: Pick<AppContext, 'database' | 'clock'>, readersOf: (tenantId: string) => readonly Client[]) {
    this.#app = app;
    this.#readersOf = readersOf;
  }

  /** @returns when all have been told. A failure is noted, and is that of one reader, or of one tenant. */
  tell(changes: readonly (readonly [string, ...Change])[]): Promise<void> {
    for (const [tenantId, ...change] of changes) {
      if (OF_PEOPLE.has(change[0])) {
        this.#tellPeople(tenantId, change);
        continue;
      }
      const waiting = this.#waiting.get(tenantId) ?? new Map<string, Change>();
      this.#waiting.set(tenantId, waiting.set(change.join(), change));
    }
    return (this.#telling = this.#telling.then(() => this.#tellAll()));
  }

  /**
   * What is about a person is told to that person alone: others are not to know of a whisper. Settings are about
   * everybody.
   */
  #tellPeople(tenantId: string, [what, id]: Change): void {
    for (const client of this.#readersOf(tenantId))
      if (client.isOpen && (what === 'settings' || client.principal.id === id))
        client.tell({ type: 'beside', what, id });
  }

  async #tellAll(): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [tenantId, changes] of waiting)
      await noted(async () => {
        const people = byPerson(this.#readersOf(tenantId));
        if (people.length === 0) return;
        const { database, clock } = this.#app;
        const placed = await database.withTenant(tenantId, unit => placedOf(unit, [...changes.values()], clock()));
        for (const connections of people) await noted(() => this.#tellPerson(tenantId, connections, placed));
      });
  }

  /** What one person may see, over each of the connections that are still open. */
  async #tellPerson(tenantId: string, connections: readonly Client[], changes: readonly Placed[]): Promise<void> {
    const open = connections.filter(({ isOpen }) => isOpen);
    const [first] = open;
    if (first === undefined) return;
    const scope = await this.#app.database.withTenant(tenantId, unit => scopeOf(unit, first.principal));
    for (const [what, id, places] of changes)
      if (sees(scope, places)) for (const client of open) client.tell({ type: 'beside', what, id });
  }
}

/** A failure here must not keep others from being told. */
const noted = (work: () => Promise<void>): Promise<void> =>
  work().catch((error: unknown) => noteFailure('telling what changed beside', error));

function byPerson(clients: readonly Client[]): Client[][] {
  const people = new Map<string, Client[]>();
  for (const client of clients) {
    const connections = people.get(client.principal.id) ?? [];
    people.set(client.principal.id, [...connections, client]);
  }
  return [...people.values()];
}

/** The changes of what (still) exists, each with where it is seen. */
async function placedOf(unit: TenantUnit, changes: readonly Change[], at: number): Promise<Placed[]> {
  const idsOf = (ofContacts: boolean): string[] =>
    changes.filter(([what]) => (what === 'contact') === ofContacts).map(([, id]) => id);
  const conversations = await findConversations(unit, [...new Set(idsOf(false))], at);
  const contactIds = idsOf(true);
  const places = new Map([
    ...(contactIds.length === 0 ? [] : await placesOfContacts(unit, contactIds)),
    ...conversations.map(each => [each.id, [each]] as const),
  ]);
  return changes.flatMap(([what, id]): Placed[] => {
    const found = places.get(id);
    return found === undefined ? [] : [[what, id, found]];
  });
}

const sees = (scope: Scope, places: readonly Place[]): boolean =>
  scope.all || places.some(place => isInScope(scope, place));
