import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inBackground } from '../../config/process/background.ts';
import type {
  InboundMessage,
  InboundStatus,
  NamesItem,
  WebhookItem,
  WebhookUpdateItem,
} from '../../domain/whatsapp/inbound.ts';
import type { Database, TenantUnit } from '../db/database.ts';
import { isInputFault, isRetryable, isUnavailable, sqlState } from '../db/database.ts';
import type { TenantDirectory } from '../tenant/directory.ts';
import type { Prisma } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import { quarantineAll } from './quarantine.ts';
import { unitOfWork } from '../db/retries.ts';
import type { SecretBox } from '../db/secret-box.ts';
import type { TenantSettings } from '../tenant/settings.ts';
import { tenantSettings } from '../tenant/settings.ts';
import { applyNumberUpdate } from '../numbers/lifecycle.ts';
import { applyTemplateUpdate } from '../templates/templates.ts';
import { storeHot } from './hot-path.ts';
import { storeHotStatuses } from './hot-statuses.ts';
import { OpenConversationCache } from './open-conversation-cache.ts';
import type { Outcome } from './outcome.ts';
import { storeMessages } from './messages.ts';
import { routeItems } from './route-items.ts';
import { UnstorableItemError } from './unstorable.ts';
import { applyUserIdUpdate } from './number-change.ts';
import type { InboundSideEffects } from './side-effects.ts';
import { inboundSideEffects } from './side-effects.ts';
import { applyPreferences } from './preferences.ts';
import { storeNames } from './names.ts';
import { storeStatuses } from './statuses.ts';

export type ItemOutcome = Outcome | 'quarantined';
export type IngestCounts = Record<ItemOutcome | 'received', number>;

export interface IngestorParts {
  readonly database: Database;
  readonly directory: TenantDirectory;
  readonly box: SecretBox;
  readonly clock: () => number;
  /** Called with a SQLSTATE or an error's name when the hot path failed unexpectedly and the general path took over. */
  readonly hotPathFailed: (reason: string) => void;
}

interface Group {
  readonly items: readonly WebhookItem[];
  readonly done: (outcomes: ItemOutcome[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Most items in one transaction, from all bodies that share it. */
const GROUP_LIMIT = 300;
/** Most entries in a process's cache of `names` items; when it is full it is cleared. */
const MOST_NAMES_KNOWN = 50_000;
/** How often, at most, it is recorded that a number has sent a webhook. */
const HEARD_MS = 60_000;
const SETTINGS_FRESH_MS = 1_000;

/**
 * Stores webhook items durably. Items are grouped by tenant; bodies of a tenant that arrive while a transaction runs
 * share the next one (group commit). A group that fails is redone by halves until the item that cannot be stored is
 * alone: that one is quarantined, the others are stored. Errors of the database itself are thrown, and quarantine
 * nothing.
 */
export class Ingestor {
  readonly #parts: IngestorParts;
  readonly #waiting = new Map<string, Group[]>();
  readonly #running = new Set<string>();
  readonly #threads = new OpenConversationCache();
  readonly #namesKnown = new Set<string>();
  readonly #heard = new Map<string, number>();
  readonly #settings = new Map<
    string,
    { known: { settings: TenantSettings; stirring: InboundSideEffects }; until: number }
  >();

  constructor(parts: IngestorParts) {
    this.#parts = parts;
    parts.database.onCommit(({ conversations, calmly }) => {
      for (const id of conversations) this.#threads.forget(id);
      for (const id of calmly) this.#threads.forget(id);
    });
  }

  /**
   * Resolves when every item is committed or quarantined.
   * @throws when the database is unavailable: the webhook must not be acknowledged then.
   */
  async ingest(items: readonly WebhookItem[]): Promise<IngestCounts> {
    const at = this.#parts.clock();
    const counts: IngestCounts = { received: items.length, stored: 0, duplicate: 0, unmatched: 0, quarantined: 0 };
    const { byTenant, alsoFor, unrouted } = await routeItems(this.#parts.directory, items, at);
    const [outcomes, kept] = await Promise.all([
      Promise.all([...byTenant].map(([tenantId, own]) => this.#enqueueInParts(tenantId, own))),
      quarantineAll(this.#parts.database, this.#parts.box, unrouted, at),
      // Updates of an account that several tenants share: each records them, but they are counted once.
      Promise.all([...alsoFor].map(([tenantId, own]) => this.#enqueueInParts(tenantId, own))),
    ]);
    for (const outcome of outcomes.flat()) counts[outcome] += 1;
    counts.quarantined += kept;
    counts.duplicate += unrouted.length - kept;
    this.#heardFrom(items, at);
    return counts;
  }

  /** Records, to the minute, when each number last sent a webhook, to show that it is connected; in the background. */
  #heardFrom(items: readonly WebhookItem[], at: number): void {
    for (const phoneNumberId of new Set(items.flatMap(item => item.phoneNumberId ?? []))) {
      if (at < (this.#heard.get(phoneNumberId) ?? 0) + HEARD_MS) continue;
      this.#heard.set(phoneNumberId, at);
      const noted = this.#parts.directory.numbers([phoneNumberId], at).then(async numbers => {
        const number = numbers.get(phoneNumberId);
        // Only numbers of tenants stay in the map; of others there could be any number.
        if (number === undefined) this.#heard.delete(phoneNumberId);
        else
          await this.#parts.database.withTenant(number.tenantId, unit =>
            unit.tx.businessNumber.updateMany({
              where: { id: number.numberId },
              data: { lastWebhookAt: new Date(at) },
            }),
          );
      });
      inBackground(
        'noting when a number was heard',
        noted.catch((error: unknown) => {
          this.#heard.delete(phoneNumberId);
          throw error;
        }),
      );
    }
  }

  /** Queues items of a tenant for the next transactions; those of a large body in parts of at most GROUP_LIMIT. */
  async #enqueueInParts(tenantId: string, items: readonly WebhookItem[]): Promise<ItemOutcome[]> {
    if (items.length <= GROUP_LIMIT) return this.#enqueue(tenantId, items);
    const parts = Array.from({ length: Math.ceil(items.length / GROUP_LIMIT) }, (_, part) =>
      items.slice(part * GROUP_LIMIT, (part + 1) * GROUP_LIMIT),
    );
    return (await Promise.all(parts.map(part => this.#enqueue(tenantId, part)))).flat();
  }

  #enqueue(tenantId: string, items: readonly WebhookItem[]): Promise<ItemOutcome[]> {
    return new Promise((done, failed) => {
      const groups = this.#waiting.get(tenantId) ?? [];
      groups.push({ items, done, failed });
      this.#waiting.set(tenantId, groups);
      if (!this.#running.has(tenantId)) inBackground('storing webhooks', this.#commitGroups(tenantId));
    });
  }

  async #commitGroups(tenantId: string): Promise<void> {
    this.#running.add(tenantId);
    await nextTurn();
    for (let groups = this.#takeGroups(tenantId); groups.length > 0; groups = this.#takeGroups(tenantId)) {
      try {
        const outcomes = await this.#storeGroup(
          tenantId,
          groups.flatMap(group => group.items),
        );
        let from = 0;
        for (const group of groups) group.done(outcomes.slice(from, (from += group.items.length)));
      } catch (error) {
        for (const group of groups) group.failed(error);
      }
      await nextTurn();
    }
    this.#running.delete(tenantId);
  }

  #takeGroups(tenantId: string): Group[] {
    const waiting = this.#waiting.get(tenantId) ?? [];
    let size = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || size + (waiting[count]?.items.length ?? 0) <= GROUP_LIMIT))
      size += waiting[count++]?.items.length ?? 0;
    if (count === waiting.length) this.#waiting.delete(tenantId);
    return waiting.splice(0, count);
  }

  /**
   * Simple items take the hot path, the rest the general one: messages first, then statuses and updates in another
   * transaction, because their locks are taken in different orders, and `names` last.
   */
  async #storeGroup(tenantId: string, items: readonly WebhookItem[]): Promise<ItemOutcome[]> {
    const at = this.#parts.clock();
    const messages = items.filter((item): item is InboundMessage => item.item === 'message');
    const outcomes = new Map<WebhookItem, ItemOutcome>(
      messages.length === 0 ? [] : await this.#storeHotMessages(tenantId, messages, at),
    );
    await this.#storeOrHalve(
      tenantId,
      messages.filter(message => !outcomes.has(message)),
      at,
      outcomes,
    );
    const statuses = items.filter((item): item is InboundStatus => item.item === 'status');
    if (statuses.length > 0)
      for (const [status, outcome] of await this.#storeHotStatuses(tenantId, statuses, at))
        outcomes.set(status, outcome);
    await this.#storeOrHalve(
      tenantId,
      items.filter(item => item.item !== 'message' && item.item !== 'names' && !outcomes.has(item)),
      at,
      outcomes,
    );
    const names = items.filter((item): item is NamesItem => item.item === 'names');
    if (names.length > 0) await this.#storeNames(tenantId, names, at, outcomes);
    return items.map(item => outcomes.get(item) ?? 'quarantined');
  }

  /** Every delivery status names its recipient, so the cache saves looking up the same identities again and again. */
  async #storeNames(
    tenantId: string,
    items: readonly NamesItem[],
    at: number,
    outcomes: Map<WebhookItem, ItemOutcome>,
  ): Promise<void> {
    const keyOf = ({ sender, phoneNumberId }: NamesItem): string =>
      JSON.stringify([tenantId, phoneNumberId, sender.userId, sender.parentUserId, sender.waId]);
    for (const item of items) if (this.#namesKnown.has(keyOf(item))) outcomes.set(item, 'duplicate');
    await this.#storeOrHalve(
      tenantId,
      items.filter(item => !outcomes.has(item)),
      at,
      outcomes,
    );
    for (const item of items) {
      // An unmatched contact may begin later, by a message of ours that knows its number alone.
      if (['quarantined', 'unmatched'].includes(outcomes.get(item) ?? '')) continue;
      if (this.#namesKnown.size >= MOST_NAMES_KNOWN) this.#namesKnown.clear();
      this.#namesKnown.add(keyOf(item));
    }
  }

  /**
   * @returns what the hot path has stored. It has a transaction of its own: if that fails, nothing is stored, and the
   * general path takes all messages.
   */
  async #storeHotMessages(
    tenantId: string,
    messages: readonly InboundMessage[],
    at: number,
  ): Promise<Map<InboundMessage, Outcome>> {
    const numbers = await this.#parts.directory.numbers(
      messages.map(message => message.phoneNumberId),
      at,
    );
    const known = await this.#settingsOf(tenantId, at);
    return this.#orNothing(
      storeHot(this.#parts.database, { tenantId, ...known, numbers, threads: this.#threads, at }, messages),
    );
  }

  async #storeHotStatuses(
    tenantId: string,
    statuses: readonly InboundStatus[],
    at: number,
  ): Promise<Map<InboundStatus, Outcome>> {
    const numbers = await this.#parts.directory.numbers(
      statuses.map(status => status.phoneNumberId),
      at,
    );
    return this.#orNothing(storeHotStatuses(this.#parts.database, { tenantId, numbers, at }, statuses));
  }

  /** After a failure of the hot path, leaves all items to the general one, which finds the item that is to blame. */
  async #orNothing<Item>(hot: Promise<Map<Item, Outcome>>): Promise<Map<Item, Outcome>> {
    try {
      return await hot;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (!isRetryable(error) && !isInputFault(error))
        this.#parts.hotPathFailed(sqlState(error) ?? (error instanceof Error ? error.name : 'unknown'));
      return new Map();
    }
  }

  /**
   * Both may be a second old here: retention is counted in days, and changed service levels are meant for later
   * messages.
   */
  async #settingsOf(tenantId: string, at: number): Promise<{ settings: TenantSettings; stirring: InboundSideEffects }> {
    const kept = this.#settings.get(tenantId);
    if (kept !== undefined && at < kept.until) return kept.known;
    const known = await this.#parts.database.withTenant(tenantId, async unit => ({
      settings: await tenantSettings(unit),
      stirring: await inboundSideEffects(unit),
    }));
    this.#settings.set(tenantId, { known, until: at + SETTINGS_FRESH_MS });
    return known;
  }

  /** Stores all items in one transaction. If that fails, each half is tried by itself, until a bad item is alone. */
  async #storeOrHalve(
    tenantId: string,
    items: readonly WebhookItem[],
    at: number,
    outcomes: Map<WebhookItem, ItemOutcome>,
  ): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    try {
      const stored = await unitOfWork(this.#parts.database)(tenantId, unit => storeItems(unit, items, at));
      items.forEach((item, index) => outcomes.set(item, stored[index] ?? 'unmatched'));
    } catch (error) {
      // A conflict that persists through all retries is not the item's fault: WhatsApp will deliver it again.
      if (isUnavailable(error) || (items.length === 1 && isRetryable(error))) throw error;
      if (items.length === 1)
        outcomes.set(
          first,
          (await quarantineAll(
            this.#parts.database,
            this.#parts.box,
            [{ item: first, reason: whyNotStored(error), tenantId }],
            at,
          )) === 1
            ? 'quarantined'
            : 'duplicate',
        );
      else {
        const half = Math.ceil(items.length / 2);
        await this.#storeOrHalve(tenantId, items.slice(0, half), at, outcomes);
        await this.#storeOrHalve(tenantId, items.slice(half), at, outcomes);
      }
    }
  }
}

/** The code of why an item could not be stored, as the quarantine shows it. */
export function whyNotStored(error: unknown): string {
  return error instanceof UnstorableItemError ? error.reason : `storage_error_${sqlState(error) ?? 'internal'}`;
}

/** Stores items of one tenant in the running transaction; used for webhooks and for replays from the quarantine. */
export async function storeItems(unit: TenantUnit, items: readonly WebhookItem[], at: number): Promise<Outcome[]> {
  const of = <T extends WebhookItem>(kind: T['item']): T[] => items.filter((item): item is T => item.item === kind);
  const messages = of<InboundMessage>('message');
  const statuses = of<InboundStatus>('status');
  const results = new Map<WebhookItem, Outcome>();
  const keep = (own: readonly WebhookItem[], outcomes: readonly Outcome[]): void =>
    own.forEach((item, index) => results.set(item, outcomes[index] ?? 'unmatched'));
  if (messages.length > 0) keep(messages, await storeMessages(unit, messages, at));
  if (statuses.length > 0) keep(statuses, await storeStatuses(unit, statuses, at));
  const names = of<NamesItem>('names');
  if (names.length > 0) keep(names, await storeNames(unit, names, at));
  for (const update of of<WebhookUpdateItem>('update')) results.set(update, await storeUpdate(unit, update, at));
  return items.map(item => results.get(item) ?? 'unmatched');
}

/** The outcome of storing an item again, or the code of why it could not be stored. */
export type Replayed = { readonly outcome: Outcome } | { readonly reason: string };

/**
 * Replays an item from the quarantine: stores it for every tenant that it belongs to at present. If it was stored
 * before, the outcome is `duplicate`.
 * @param onStored called in each transaction that stores it.
 * @throws when the database is unavailable.
 */
export async function storeAgain(
  { database, directory }: Pick<IngestorParts, 'database' | 'directory'>,
  item: WebhookItem,
  at: number,
  onStored: (unit: TenantUnit, outcome: Outcome) => Promise<void>,
): Promise<Replayed> {
  const { byTenant, alsoFor, unrouted } = await routeItems(directory, [item], at);
  const [nobody] = unrouted;
  if (nobody !== undefined) return { reason: nobody.reason };
  const outcomes: Outcome[] = [];
  for (const tenantId of [...byTenant.keys(), ...alsoFor.keys()]) {
    try {
      outcomes.push(
        await unitOfWork(database)(tenantId, async unit => {
          const [outcome = 'unmatched'] = await storeItems(unit, [item], at);
          await onStored(unit, outcome);
          return outcome;
        }),
      );
    } catch (error) {
      if (isUnavailable(error) || isRetryable(error)) throw error;
      return { reason: whyNotStored(error) };
    }
  }
  return { outcome: outcomes[0] ?? 'unmatched' };
}

async function storeUpdate(unit: TenantUnit, update: WebhookUpdateItem, at: number): Promise<Outcome> {
  const number =
    update.phoneNumberId === null
      ? null
      : await unit.tx.businessNumber.findFirst({
          where: { tenantId: unit.tenantId, phoneNumberId: update.phoneNumberId },
          select: { id: true },
        });
  const { count } = await unit.tx.webhookUpdate.createMany({
    data: [
      {
        id: newId(),
        tenantId: unit.tenantId,
        wabaId: update.wabaId,
        numberId: number?.id ?? null,
        field: update.field,
        value: update.value as Prisma.InputJsonValue,
        bodyHash: Buffer.from(createHash('sha256').update(JSON.stringify(update.raw)).digest()),
        receivedAt: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return 'duplicate';
  await applyTemplateUpdate(unit, update.field, update.value, at);
  await applyPreferences(unit, update.field, update.value, at);
  await applyUserIdUpdate(unit, update.field, update.value, at);
  await applyNumberUpdate(unit, update.wabaId, update.field, update.value, at);
  return 'stored';
}
