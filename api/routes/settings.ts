import { z } from 'zod';
import { audit } from './access.ts';
import { route } from './route.ts';

const TAG = 'Settings';
const settings = z.object({ windowWarningMinutes: z.int().meta({ description: 'How long before the end of the customer-service window the event `window_expiring` comes; 0: never.' }) }).meta({ id: 'Settings' });

const read = route({
  method: 'get', path: '/settings', tag: TAG, summary: 'The tenant’s settings', roles: ['TENANT_ADMIN'], answer: settings,
  handle: ({ work }) => work(async ({ tx, tenantId }) => tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { windowWarningMinutes: true } })),
});

const change = route({
  method: 'put', path: '/settings', tag: TAG, summary: 'Change settings; they count from the contact’s next message on', roles: ['TENANT_ADMIN'],
  body: z.strictObject({ windowWarningMinutes: z.int().min(0).max(23 * 60) }), answer: settings,
  handle: ({ work, principal, body, at }) => work(async unit => {
    const { windowWarningMinutes } = await unit.tx.tenant.update({ where: { id: unit.tenantId }, data: { ...body, policyVersion: { increment: 1 } } });
    await audit(unit, principal, 'settings.change', unit.tenantId, at, body);
    return { windowWarningMinutes };
  }),
});

export const settingsRoutes = [read, change];
