import { z } from 'zod';
import { shown } from '../../domain/whatsapp/repair.ts';
import { notePlatformAct } from '../../store/access/audit.ts';
import { isRetryable, isUnavailable } from '../../store/db/database.ts';
import {
  listQuarantined,
  listWebhookUpdates,
  noteFailedReplay,
  noteReplayed,
  takeQuarantined,
} from '../../store/inbound/quarantine.ts';
import { storeAgain, storeItems, whyNotStored } from '../../store/inbound/ingest.ts';
import { UnstorableItemError } from '../../store/inbound/unstorable.ts';
import type { Quarantine } from '../../store/generated/client.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { ProblemError, notFound, problem } from '../http/problem.ts';
import { audit } from '../http/access.ts';
import type { Route } from '../http/route.ts';
import { route } from '../http/route.ts';
import { byId, id, listOf, nullableTime, paging, time } from '../http/schemas.ts';

const TAG = 'Intake';
const quarantined = z
  .object({
    id,
    kind: z.string(),
    reason: z.string(),
    state: z.string(),
    replays: z.int().meta({ description: 'How often it was tried again.' }),
    replayedAt: nullableTime,
    replayReason: z.string().nullable().meta({ description: 'Why the last try failed.' }),
    receivedAt: time,
    resolvedAt: nullableTime,
    deleteAt: time,
  })
  .meta({ id: 'QuarantinedItem' });

const view = (row: Quarantine) => ({
  id: row.id,
  kind: row.kind,
  reason: row.reason,
  state: row.state,
  replays: row.replays,
  replayedAt: row.replayedAt?.toISOString() ?? null,
  replayReason: row.replayReason,
  receivedAt: row.receivedAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  deleteAt: row.deleteAt.toISOString(),
});

const pageOf = ({ cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number }) => ({
  after: decodeCursor(cursor),
  limit: limit + 1,
});

const list = route({
  method: 'get',
  path: '/quarantine',
  tag: TAG,
  summary: 'Webhook items that could not be stored: the tenant’s, for SUPER_ADMINs those of no tenant',
  roles: ['SUPER_ADMIN', 'TENANT_ADMIN'],
  query: paging,
  answer: listOf(quarantined),
  handle: ({ app, work, principal, tenantId, query }) => {
    const rows =
      principal.role === 'SUPER_ADMIN'
        ? app.database.withPlatform(tx => listQuarantined(tx, null, pageOf(query)))
        : work(unit => listQuarantined(unit.tx, tenantId, pageOf(query)));
    return rows.then(found => page(found.map(view), query.limit, row => ({ at: row.receivedAt, id: row.id })));
  },
});

const replayAnswer = z.object({ outcome: z.enum(['stored', 'duplicate', 'unmatched']) });
type ReplayCall = Parameters<Route<{ id: string }>['handle']>[0];

/** Every attempt is audited with who made it; a failed one says why, in the answer and in the item's row. */
const replay = route({
  method: 'post',
  path: '/quarantine/{id}/replay',
  tag: TAG,
  summary: 'Try to store a quarantined item again; where that fails, the answer says why',
  roles: ['SUPER_ADMIN', 'TENANT_ADMIN'],
  params: byId,
  answer: replayAnswer,
  handle: call => (call.principal.role === 'SUPER_ADMIN' ? replayOfPlatform(call) : replayOfTenant(call)),
});

const AUDITED = 'quarantine.replay';

const notStorable = (reason: string) =>
  problem(409, 'not_storable', 'The item can still not be stored.', {
    detail: `It stays quarantined: ${reason}.`,
    extra: { reason },
  });

async function replayOfTenant({
  app,
  work,
  principal,
  tenantId,
  params: { id: itemId },
  at,
}: ReplayCall): Promise<z.input<typeof replayAnswer>> {
  try {
    return await work(async unit => {
      const item = await takeQuarantined(unit.tx, app.box, tenantId, itemId);
      if (item === null) throw notFound('The item');
      if (item.item === 'malformed') throw new UnstorableItemError(item.reason);
      const [outcome = 'unmatched'] = await storeItems(unit, [item], at);
      await noteReplayed(unit.tx, itemId, at);
      await audit(unit, principal, AUDITED, itemId, at, { outcome });
      return { outcome };
    });
  } catch (error) {
    if (error instanceof ProblemError || isUnavailable(error) || isRetryable(error)) throw error;
    const reason = whyNotStored(error);
    // The attempt's transaction is rolled back; a second one records that it was made.
    await work(async unit => {
      await noteFailedReplay(unit.tx, itemId, reason, at);
      await audit(unit, principal, AUDITED, itemId, at, { outcome: 'failed', reason });
    });
    throw notStorable(reason);
  }
}

/**
 * Replays an item that belonged to no tenant: it is stored for the tenants to which it belongs by now, and their audit
 * log says which operator did it.
 */
async function replayOfPlatform({
  app,
  principal,
  params: { id: itemId },
  at,
}: ReplayCall): Promise<z.input<typeof replayAnswer>> {
  // Audited before anything is stored: if the process dies in between, it is still known who began it.
  const item = await app.database.withPlatform(async tx => {
    const taken = await takeQuarantined(tx, app.box, null, itemId);
    if (taken === null) throw notFound('The item');
    await notePlatformAct(tx, { actor: principal, action: AUDITED, targetId: itemId, at, data: { outcome: 'begun' } });
    return taken;
  });
  const result = await storeAgain(app, item, at, (unit, outcome) =>
    audit(unit, principal, AUDITED, itemId, at, { outcome }),
  );
  const failed = 'reason' in result;
  await app.database.withPlatform(async tx => {
    await (failed ? noteFailedReplay(tx, itemId, result.reason, at) : noteReplayed(tx, itemId, at));
    await notePlatformAct(tx, {
      actor: principal,
      action: AUDITED,
      targetId: itemId,
      at,
      data: failed ? { outcome: 'failed', reason: result.reason } : { outcome: result.outcome },
    });
  });
  if (failed) throw notStorable(result.reason);
  return { outcome: result.outcome };
}

const update = z.object({
  id,
  field: z.string(),
  wabaId: z.string(),
  numberId: id.nullable(),
  value: z.unknown(),
  receivedAt: time,
});
const updates = route({
  method: 'get',
  path: '/webhook-updates',
  tag: TAG,
  summary: 'What WhatsApp said about accounts, numbers, templates and preferences',
  roles: ['TENANT_ADMIN'],
  query: paging,
  answer: listOf(update),
  handle: ({ work, query }) =>
    work(async unit => {
      const rows = await listWebhookUpdates(unit, pageOf(query));
      return page(
        rows.map(row => ({
          id: row.id,
          field: row.field,
          wabaId: row.wabaId,
          numberId: row.numberId,
          value: shown(row.value),
          receivedAt: row.receivedAt.toISOString(),
        })),
        query.limit,
        row => ({ at: row.receivedAt, id: row.id }),
      );
    }),
});

export const intakeRoutes = [list, replay, updates];
