import { z } from 'zod';
import { audit } from './access.ts';
import { route } from './route.ts';

const TAG = 'Settings';
const WINDOW_WARNING = { description: 'How long before the end of the customer-service window the event `window_expiring` comes; 0: never.' };
const FOUR_EYES = { description: 'A template is changed at WhatsApp only when another administrator than the author agreed.' };
const settings = z.object({ windowWarningMinutes: z.int().meta(WINDOW_WARNING), templateFourEyes: z.boolean().meta(FOUR_EYES) }).meta({ id: 'Settings' });
const SHOWN = { windowWarningMinutes: true, templateFourEyes: true } as const;

const read = route({
  method: 'get', path: '/settings', tag: TAG, summary: 'The tenant’s settings', roles: ['TENANT_ADMIN'], answer: settings,
  handle: ({ work }) => work(async ({ tx, tenantId }) => tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: SHOWN })),
});

const change = route({
  method: 'put', path: '/settings', tag: TAG, summary: 'Change those settings that are given', roles: ['TENANT_ADMIN'],
  body: z.strictObject({ windowWarningMinutes: z.int().min(0).max(23 * 60).optional().meta({ description: 'Counts from the contact’s next message on.' }), templateFourEyes: z.boolean().optional() }), answer: settings,
  handle: ({ work, principal, body, at }) => work(async unit => {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const changed = await unit.tx.tenant.update({ where: { id: unit.tenantId }, data: { ...given, policyVersion: { increment: 1 } }, select: SHOWN });
    await audit(unit, principal, 'settings.change', unit.tenantId, at, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)])));
    return changed;
  }),
});

export const settingsRoutes = [read, change];
