import { z } from 'zod';
import { listActs, listPlatformActs } from '../../store/access/audit.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { text } from '../http/input.ts';
import { route } from '../http/route.ts';
import { id, listOf, paging, time } from '../http/schemas.ts';

const entry = z
  .object({
    id,
    at: time,
    actor: z.object({ kind: z.string(), id: id.nullable() }),
    action: z.string(),
    targetId: id.nullable(),
    data: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({
    id: 'AuditEntry',
    description: 'Who did what, when. Ids, enums and numbers only: it outlives personal data.',
  });

const list = route({
  method: 'get',
  path: '/audit',
  tag: 'Audit',
  summary: 'Who changed what, the newest first; for SUPER_ADMINs what people of the platform did outside any tenant',
  roles: ['SUPER_ADMIN', 'TENANT_ADMIN'],
  answer: listOf(entry),
  query: paging.extend({
    action: text(100)
      .optional()
      .meta({ description: 'Such as `queue.change`; with a dot at its end (`queue.`) all that begin so.' }),
    targetId: id.optional(),
    actorId: id.optional(),
  }),
  handle: async ({ app, work, principal, query: { cursor, limit, action, targetId, actorId } }) => {
    const asked = { action, targetId, actorId, after: decodeCursor(cursor), limit: limit + 1 };
    const rows =
      principal.role === 'SUPER_ADMIN'
        ? await app.database.withPlatform(tx => listPlatformActs(tx, asked))
        : await work(unit => listActs(unit, asked));
    const items = rows.map(row => ({
      id: row.id,
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, id: row.actorId },
      action: row.action,
      targetId: row.targetId,
      data: row.data as Record<string, unknown> | null,
    }));
    return page(items, limit, item => item);
  },
});

export const auditRoutes = [list];
