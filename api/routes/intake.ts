import { z } from 'zod';
import { openQuarantined } from '../../store/quarantine.ts';
import { storeItems } from '../../store/inbound/ingest.ts';
import { UnstorableItemError } from '../../store/inbound/unstorable.ts';
import type { Quarantine } from '../../store/generated/client.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { audit } from './access.ts';
import { route } from './route.ts';
import { byId, id, listOf, nullableTime, paging, time } from './schemas.ts';

const TAG = 'Intake';
const quarantined = z.object({ id, kind: z.string(), reason: z.string(), state: z.string(), replays: z.int(), receivedAt: time, resolvedAt: nullableTime, deleteAt: time }).meta({ id: 'QuarantinedItem' });

const view = (row: Quarantine) => ({ id: row.id, kind: row.kind, reason: row.reason, state: row.state, replays: row.replays, receivedAt: row.receivedAt.toISOString(), resolvedAt: row.resolvedAt?.toISOString() ?? null, deleteAt: row.deleteAt.toISOString() });

const list = route({
  method: 'get', path: '/quarantine', tag: TAG, summary: 'Webhook items that could not be stored: the tenant’s, for SUPER_ADMINs those of no tenant', roles: ['SUPER_ADMIN', 'TENANT_ADMIN'], query: paging, answer: listOf(quarantined),
  handle: ({ app, work, principal, tenantId, query }) => {
    const after = decodeCursor(query.cursor);
    const find = (tx: Parameters<Parameters<typeof app.database.withPlatform>[0]>[0], owner: string | null) => tx.quarantine.findMany({
      where: { tenantId: owner, ...(after === null ? {} : { OR: [{ receivedAt: { lt: new Date(after.at) } }, { receivedAt: new Date(after.at), id: { lt: after.id } }] }) }, orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }], take: query.limit + 1,
    });
    const rows = principal.role === 'SUPER_ADMIN' ? app.database.withPlatform(tx => find(tx, null)) : work(unit => find(unit.tx, tenantId));
    return rows.then(found => page(found.map(view), query.limit, row => ({ at: row.receivedAt, id: row.id })));
  },
});

const replayAnswer = z.object({ outcome: z.enum(['stored', 'duplicate', 'unmatched']) });

const replay = route({
  method: 'post', path: '/quarantine/{id}/replay', tag: TAG, summary: 'Try to store a quarantined item again', roles: ['SUPER_ADMIN', 'TENANT_ADMIN'], params: byId, answer: replayAnswer,
  handle: async ({ app, work, principal, params, at }) => {
    const done = { state: 'resolved', resolvedAt: new Date(at), content: null };
    if (principal.role === 'SUPER_ADMIN') {
      const row = await app.database.withPlatform(tx => tx.quarantine.findFirst({ where: { id: params.id, tenantId: null, state: 'waiting' } }));
      if (row?.content == null) throw notFound('The item');
      const item = openQuarantined(app.box, { ...row, content: row.content });
      if (item.item === 'malformed') throw problem(409, 'not_storable', 'The item is malformed and stays quarantined.', { extra: { reason: item.reason } });
      const counts = await app.ingestor.ingest([item]);
      if (counts.quarantined > 0 || (counts.stored === 0 && counts.unmatched === 0)) {
        await app.database.withPlatform(tx => tx.quarantine.update({ where: { id: row.id }, data: { replays: { increment: 1 } } }));
        throw problem(409, 'not_storable', 'The item still belongs to no tenant.');
      }
      await app.database.withPlatform(tx => tx.quarantine.update({ where: { id: row.id }, data: { ...done, replays: { increment: 1 } } }));
      return { outcome: counts.stored > 0 ? 'stored' as const : 'unmatched' as const };
    }
    try {
      return await work(async unit => {
        const row = await unit.tx.quarantine.findFirst({ where: { id: params.id, tenantId: unit.tenantId, state: 'waiting' } });
        if (row?.content == null) throw notFound('The item');
        const item = openQuarantined(app.box, { ...row, content: row.content });
        if (item.item === 'malformed') throw problem(409, 'not_storable', 'The item is malformed and stays quarantined.', { extra: { reason: item.reason } });
        const [outcome = 'unmatched'] = await storeItems(unit, [item], at);
        await unit.tx.quarantine.update({ where: { id: row.id }, data: { ...done, replays: { increment: 1 } } });
        await audit(unit, principal, 'quarantine.replay', row.id, at);
        return { outcome };
      });
    } catch (error) {
      if (error instanceof UnstorableItemError) throw problem(409, 'not_storable', 'The item can still not be stored.', { extra: { reason: error.reason } });
      throw error;
    }
  },
});

const update = z.object({ id, field: z.string(), wabaId: z.string(), numberId: id.nullable(), value: z.unknown(), receivedAt: time });
const updates = route({
  method: 'get', path: '/webhook-updates', tag: TAG, summary: 'What WhatsApp said about accounts, numbers, templates and preferences', roles: ['TENANT_ADMIN'], query: paging, answer: listOf(update),
  handle: ({ work, query }) => work(async unit => {
    const after = decodeCursor(query.cursor);
    const rows = await unit.tx.webhookUpdate.findMany({
      where: { tenantId: unit.tenantId, ...(after === null ? {} : { OR: [{ receivedAt: { lt: new Date(after.at) } }, { receivedAt: new Date(after.at), id: { lt: after.id } }] }) }, orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }], take: query.limit + 1,
    });
    return page(rows.map(row => ({ id: row.id, field: row.field, wabaId: row.wabaId, numberId: row.numberId, value: row.value, receivedAt: row.receivedAt.toISOString() })), query.limit, row => ({ at: row.receivedAt, id: row.id }));
  }),
});

export const intakeRoutes = [list, replay, updates];
