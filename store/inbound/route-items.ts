import type { WebhookItem } from '../../domain/whatsapp/inbound.ts';
import type { TenantDirectory } from '../tenant/directory.ts';

/** An item that cannot be stored for any tenant; `tenantId` is null when its tenant is not known. */
interface Unrouted {
  readonly item: WebhookItem;
  readonly reason: string;
  readonly tenantId: string | null;
}

export interface RoutedItems {
  readonly byTenant: ReadonlyMap<string, readonly WebhookItem[]>;
  /** Updates of an account that several tenants share, for the tenants besides the one in `byTenant`. */
  readonly alsoFor: ReadonlyMap<string, readonly WebhookItem[]>;
  readonly unrouted: readonly Unrouted[];
}

/** Finds the tenant of each item: that of its number or, for an update of a whole account, those with numbers in it. */
export async function routeItems(
  directory: TenantDirectory,
  items: readonly WebhookItem[],
  at: number,
): Promise<RoutedItems> {
  const numbers = await directory.numbers(
    items.flatMap(item => item.phoneNumberId ?? []),
    at,
  );
  const accounts = new Map<string, readonly string[]>();
  const [byTenant, alsoFor, unrouted] = [
    new Map<string, WebhookItem[]>(),
    new Map<string, WebhookItem[]>(),
    [] as Unrouted[],
  ];
  for (const item of items) {
    const tenantId = item.phoneNumberId === null ? undefined : numbers.get(item.phoneNumberId)?.tenantId;
    if (item.item === 'malformed') unrouted.push({ item, reason: item.reason, tenantId: tenantId ?? null });
    else if (tenantId !== undefined) add(byTenant, tenantId, item);
    else if (item.item !== 'update' || item.phoneNumberId !== null)
      unrouted.push({ item, reason: 'unknown_number', tenantId: null });
    else {
      const tenants = accounts.get(item.wabaId) ?? (await directory.tenantsOfWaba(item.wabaId));
      accounts.set(item.wabaId, tenants);
      const [first, ...others] = tenants;
      if (first === undefined) unrouted.push({ item, reason: 'unknown_waba', tenantId: null });
      else add(byTenant, first, item);
      for (const other of others) add(alsoFor, other, item);
    }
  }
  return { byTenant, alsoFor, unrouted };
}

function add(lists: Map<string, WebhookItem[]>, key: string, item: WebhookItem): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
