import { createHash } from 'node:crypto';
import { inBackground } from '../../config/process/background.ts';
import type { InboundMessage, InboundStatus, WebhookItem, WebhookUpdateItem } from '../../domain/whatsapp/inbound.ts';
import type { Database, TenantUnit } from '../database.ts';
import { isRetryable, isUnavailable, sqlState } from '../database.ts';
import type { Directory } from '../directory.ts';
import type { Prisma } from '../generated/client.ts';
import { newId } from '../ids.ts';
import { quarantine } from '../quarantine.ts';
import type { SecretBox } from '../secret-box.ts';
import type { TenantSettings } from '../settings.ts';
import { tenantSettings } from '../settings.ts';
import { applyNumberUpdate } from '../number-life.ts';
import { applyTemplateUpdate } from '../templates.ts';
import { storeHot } from './hot-path.ts';
import { KnownThreads } from './known-threads.ts';
import type { Outcome } from './outcome.ts';
import { storeMessages } from './messages.ts';
import { UnstorableItemError } from './unstorable.ts';
import { applyUserIdUpdate } from './number-change.ts';
import type { Stirring } from './quiet.ts';
import { stirringOf } from './quiet.ts';
import { applyPreferences } from './preferences.ts';
import { storeStatuses } from './statuses.ts';

export type ItemOutcome = Outcome | 'quarantined';
export type IngestCounts = Record<ItemOutcome | 'received', number>;

export interface IngestorParts {
  readonly database: Database;
  readonly directory: Directory;
  readonly box: SecretBox;
  readonly clock: () => number;
  /** Told a SQLSTATE or an error's name when the hot path failed in a way nobody foresaw; the general path took over. */
  readonly hotPathFailed: (reason: string) => void;
}

interface Group {
  readonly items: readonly WebhookItem[];
  readonly done: (outcomes: ItemOutcome[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Items of one transaction, over all bodies that share it. */
const GROUP_LIMIT = 300;
const HEARD_MS = 60_000;
const SETTINGS_FRESH_MS = 1_000;

/**
 * Takes webhook items for keeps. Items are grouped by tenant; bodies of one tenant that arrive while a transaction runs
 * share the next one (group commit). A group that fails is redone item by item; an item that cannot be stored is
 * quarantined. Errors of the database itself are thrown and quarantine nothing.
 */
export class Ingestor {
  readonly #parts: IngestorParts;
  readonly #waiting = new Map<string, Group[]>();
  readonly #running = new Set<string>();
  readonly #threads = new KnownThreads();
  readonly #heard = new Map<string, number>();
  readonly #settings = new Map<string, { known: { settings: TenantSettings; stirring: Stirring }; until: number }>();

  constructor(parts: IngestorParts) {
    this.#parts = parts;
  }

  /** Resolves when every item is committed or quarantined. @throws when the database is away: nothing may be acknowledged. */
  async ingest(items: readonly WebhookItem[]): Promise<IngestCounts> {
    const at = this.#parts.clock();
    const counts: IngestCounts = { received: items.length, stored: 0, duplicate: 0, unmatched: 0, quarantined: 0 };
    const { byTenant, unrouted } = await this.#route(items, at);
    const outcomes = await Promise.all([
      ...[...byTenant].map(([tenantId, own]) => this.#submit(tenantId, own)),
      ...unrouted.map(async ({ item, reason, tenantId }) => [(await quarantine(this.#parts.database, this.#parts.box, tenantId, item, reason, at)) ? 'quarantined' as const : 'duplicate' as const]),
    ]);
    for (const outcome of outcomes.flat()) counts[outcome] += 1;
    this.#heardFrom(items, at);
    return counts;
  }

  /** When a number last sent something, to the minute; for people who wonder whether it is connected. Nothing waits for it. */
  #heardFrom(items: readonly WebhookItem[], at: number): void {
    for (const phoneNumberId of new Set(items.flatMap(item => item.phoneNumberId ?? []))) {
      if (at < (this.#heard.get(phoneNumberId) ?? 0) + HEARD_MS) continue;
      this.#heard.set(phoneNumberId, at);
      const noted = this.#parts.directory.numbers([phoneNumberId], at).then(async numbers => {
        const number = numbers.get(phoneNumberId);
        if (number !== undefined) await this.#parts.database.withTenant(number.tenantId, unit => unit.tx.businessNumber.updateMany({ where: { id: number.numberId }, data: { lastWebhookAt: new Date(at) } }));
      });
      inBackground('noting when a number was heard', noted.catch((error: unknown) => {
        this.#heard.delete(phoneNumberId);
        throw error;
      }));
    }
  }

  async #route(items: readonly WebhookItem[], at: number): Promise<{ byTenant: Map<string, WebhookItem[]>; unrouted: { item: WebhookItem; reason: string; tenantId: string | null }[] }> {
    const numbers = await this.#parts.directory.numbers(items.flatMap(item => (item.phoneNumberId === null ? [] : [item.phoneNumberId])), at);
    const byTenant = new Map<string, WebhookItem[]>();
    const unrouted: { item: WebhookItem; reason: string; tenantId: string | null }[] = [];
    for (const item of items) {
      const tenantId = item.phoneNumberId === null ? undefined : numbers.get(item.phoneNumberId)?.tenantId;
      if (item.item === 'malformed') unrouted.push({ item, reason: item.reason, tenantId: tenantId ?? null });
      else if (tenantId !== undefined) byTenant.set(tenantId, [...(byTenant.get(tenantId) ?? []), item]);
      else if (item.item === 'update') {
        const tenants = item.phoneNumberId === null ? await this.#parts.directory.tenantsOfWaba(item.wabaId) : [];
        const [first, ...others] = tenants;
        if (first === undefined) unrouted.push({ item, reason: item.phoneNumberId === null ? 'unknown_waba' : 'unknown_number', tenantId: null });
        else byTenant.set(first, [...(byTenant.get(first) ?? []), item]);
        // An account shared by several tenants: each records the update, it counts once.
        for (const other of others) await this.#submit(other, [item]);
      } else unrouted.push({ item, reason: 'unknown_number', tenantId: null });
    }
    return { byTenant, unrouted };
  }

  #submit(tenantId: string, items: readonly WebhookItem[]): Promise<ItemOutcome[]> {
    return new Promise((done, failed) => {
      const groups = this.#waiting.get(tenantId) ?? [];
      groups.push({ items, done, failed });
      this.#waiting.set(tenantId, groups);
      if (!this.#running.has(tenantId)) inBackground('storing webhooks', this.#drain(tenantId));
    });
  }

  async #drain(tenantId: string): Promise<void> {
    this.#running.add(tenantId);
    for (let groups = this.#take(tenantId); groups.length > 0; groups = this.#take(tenantId)) {
      try {
        const outcomes = await this.#store(tenantId, groups.flatMap(group => group.items));
        let from = 0;
        for (const group of groups) group.done(outcomes.slice(from, (from += group.items.length)));
      } catch (error) {
        for (const group of groups) group.failed(error);
      }
    }
    this.#running.delete(tenantId);
  }

  #take(tenantId: string): Group[] {
    const waiting = this.#waiting.get(tenantId) ?? [];
    let size = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || size + (waiting[count]?.items.length ?? 0) <= GROUP_LIMIT)) size += waiting[count++]?.items.length ?? 0;
    if (count === waiting.length) this.#waiting.delete(tenantId);
    return waiting.splice(0, count);
  }

  /** Messages first, in one transaction, then statuses and updates in another: their locks have different orders. */
  async #store(tenantId: string, items: readonly WebhookItem[]): Promise<ItemOutcome[]> {
    const at = this.#parts.clock();
    const outcomes = new Array<ItemOutcome>(items.length);
    const indexes = items.map((_, index) => index);
    for (const part of [indexes.filter(index => items[index]?.item === 'message'), indexes.filter(index => items[index]?.item !== 'message')]) {
      if (part.length === 0) continue;
      const own = part.flatMap(index => items[index] ?? []);
      const stored = await this.#together(tenantId, own, at);
      part.forEach((index, position) => (outcomes[index] = stored[position] ?? 'quarantined'));
    }
    return outcomes;
  }

  async #together(tenantId: string, items: readonly WebhookItem[], at: number): Promise<ItemOutcome[]> {
    try {
      return await this.#fast(tenantId, items, at);
    } catch (error) {
      if (isUnavailable(error)) throw error;
    }
    const outcomes: ItemOutcome[] = [];
    for (const item of items) outcomes.push(await this.#alone(tenantId, item, at));
    return outcomes;
  }

  /** The hot path for what is simple, the general one for the rest. */
  async #fast(tenantId: string, items: readonly WebhookItem[], at: number): Promise<ItemOutcome[]> {
    const messages = items.filter((item): item is InboundMessage => item.item === 'message');
    if (messages.length === 0) return this.#parts.database.withTenant(tenantId, unit => storeItems(unit, items, at));
    const outcomes = new Map<WebhookItem, ItemOutcome>(await this.#hot(tenantId, messages, at));
    const rest = items.filter(item => !outcomes.has(item));
    if (rest.length > 0) {
      const stored = await this.#parts.database.withTenant(tenantId, unit => storeItems(unit, rest, at));
      rest.forEach((item, index) => outcomes.set(item, stored[index] ?? 'unmatched'));
    }
    return items.map(item => outcomes.get(item) ?? 'quarantined');
  }

  /** What the hot path could store. Its transaction is one of its own: where it fails, nothing was stored and the general path takes all. */
  async #hot(tenantId: string, messages: readonly InboundMessage[], at: number): Promise<Map<InboundMessage, Outcome>> {
    const numbers = await this.#parts.directory.numbers(messages.map(message => message.phoneNumberId), at);
    const known = await this.#settingsOf(tenantId, at);
    try {
      return await storeHot(this.#parts.database, { tenantId, ...known, numbers, threads: this.#threads, at }, messages);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (!isRetryable(error)) this.#parts.hotPathFailed(sqlState(error) ?? (error instanceof Error ? error.name : 'unknown'));
      return new Map();
    }
  }

  /** Both may be a second old here: a retention is counted in days, and who changes what queues promise means what comes later. */
  async #settingsOf(tenantId: string, at: number): Promise<{ settings: TenantSettings; stirring: Stirring }> {
    const kept = this.#settings.get(tenantId);
    if (kept !== undefined && at < kept.until) return kept.known;
    const known = await this.#parts.database.withTenant(tenantId, async unit => ({ settings: await tenantSettings(unit), stirring: await stirringOf(unit) }));
    this.#settings.set(tenantId, { known, until: at + SETTINGS_FRESH_MS });
    return known;
  }

  async #alone(tenantId: string, item: WebhookItem, at: number, again = true): Promise<ItemOutcome> {
    try {
      const [outcome] = await this.#parts.database.withTenant(tenantId, unit => storeItems(unit, [item], at));
      return outcome ?? 'quarantined';
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (isRetryable(error) && again) return this.#alone(tenantId, item, at, false);
      // A conflict that came twice is the database's trouble, not the item's: WhatsApp will bring it again.
      if (isRetryable(error)) throw error;
      const reason = error instanceof UnstorableItemError ? error.reason : `storage_error_${sqlState(error) ?? 'internal'}`;
      return (await quarantine(this.#parts.database, this.#parts.box, tenantId, item, reason, at)) ? 'quarantined' : 'duplicate';
    }
  }
}

/** Stores items of one tenant in the running transaction; used for webhooks and for replays from the quarantine. */
export async function storeItems(unit: TenantUnit, items: readonly WebhookItem[], at: number): Promise<Outcome[]> {
  const of = <T extends WebhookItem>(kind: T['item']): T[] => items.filter((item): item is T => item.item === kind);
  const messages = of<InboundMessage>('message');
  const statuses = of<InboundStatus>('status');
  const results = new Map<WebhookItem, Outcome>();
  const keep = (own: readonly WebhookItem[], outcomes: readonly Outcome[]): void => own.forEach((item, index) => results.set(item, outcomes[index] ?? 'unmatched'));
  if (messages.length > 0) keep(messages, await storeMessages(unit, messages, at));
  if (statuses.length > 0) keep(statuses, await storeStatuses(unit, statuses, at));
  for (const update of of<WebhookUpdateItem>('update')) results.set(update, await storeUpdate(unit, update, at));
  return items.map(item => results.get(item) ?? 'unmatched');
}

async function storeUpdate(unit: TenantUnit, update: WebhookUpdateItem, at: number): Promise<Outcome> {
  const number = update.phoneNumberId === null ? null : await unit.tx.businessNumber.findFirst({ where: { tenantId: unit.tenantId, phoneNumberId: update.phoneNumberId }, select: { id: true } });
  const { count } = await unit.tx.webhookUpdate.createMany({
    data: [{
      id: newId(), tenantId: unit.tenantId, wabaId: update.wabaId, numberId: number?.id ?? null, field: update.field, value: update.value as Prisma.InputJsonValue,
      bodyHash: Buffer.from(createHash('sha256').update(JSON.stringify(update.raw)).digest()), receivedAt: new Date(at),
    }],
    skipDuplicates: true,
  });
  if (count === 0) return 'duplicate';
  await applyTemplateUpdate(unit, update.field, update.value, at);
  await applyPreferences(unit, update.field, update.value);
  await applyUserIdUpdate(unit, update.field, update.value, at);
  await applyNumberUpdate(unit, update.wabaId, update.field, update.value, at);
  return 'stored';
}
