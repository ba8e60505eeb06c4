/** What a day of an agent needs: a shop with knowledge, a canned response, templates and reasons, and customers. */
import { expect } from '@jest/globals';
import { publishArticle, setPolicy } from './ai.ts';
import { agentsOf } from './assigned.ts';
import type { Customer } from './customer.ts';
import { customerOf } from './customer.ts';
import { eventually } from './eventually.ts';
import type { Stack } from './stack.ts';
import { createStack } from './stack.ts';

const HOUR_MS = 3_600_000;

export interface WorkingDay {
  readonly stack: Stack;
  /** Who is looked at: the first agent. */
  readonly agent: Stack['tenants'][number]['users'][number];
  /** Whose phone is 23 hours behind: an hour after the day has begun, the window closes. */
  readonly ada: Customer;
  /** Another customer, whose phone's clock is right. */
  customer(name: string): Customer;
  /** Lets the window of the first customer close, for the server and for whoever goes by its clock. */
  anHourLater(): void;
  /** The conversation of a customer as it is now; null: nobody has written yet. */
  conversationOf(customer: Customer): Promise<Conversation | null>;
}

interface Conversation {
  readonly id: string;
  readonly phase: string;
  readonly agent_id: string | null;
  readonly disposition: string | null;
}

/** Begins a day in which only the first agent is about to work. */
export async function beginDay(): Promise<WorkingDay> {
  let ahead = 0;
  const stack = await createStack({
    tenants: [{ maxPerAgent: 50, wrapUpMs: 0, acceptTimeoutMs: 10 * HOUR_MS }],
    search: true,
    clock: () => Date.now() + ahead,
  });
  const admin = await stack.admin();
  await publishArticle(admin, 'Our shop', 'We are open from nine to five on weekdays.');
  await setPolicy(admin, { mode: 'suggest' });
  for (const name of ['Opening hours', 'Repairs'])
    expect((await admin.post('/api/v1/dispositions', { name })).status).toBe(201);
  const canned = {
    scope: 'tenant',
    shortcut: 'refund',
    title: 'Refund',
    text: 'Dear {{contact.name}}, your money comes back.',
  };
  expect((await admin.post('/api/v1/canned-responses', canned)).status).toBe(201);
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBe(202);
  await eventually(async () => (await admin.get('/api/v1/templates')).body.items.length, 'the templates', {
    until: count => count > 0,
  });
  const ada = customerOf(stack, 'Ada Lindqvist');
  ada.behind(23 * HOUR_MS);
  return {
    stack,
    agent: agentsOf(stack)[0]!,
    ada,
    customer: name => customerOf(stack, name),
    anHourLater: () => {
      ahead = HOUR_MS + 60_000;
    },
    conversationOf: async ({ from }) =>
      (
        await stack.db.admin.query<Conversation>(
          `
            SELECT c.id, c.phase, c.agent_id, d.name AS disposition
            FROM conversation c
              JOIN contact_identity i ON i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id
              LEFT JOIN disposition d ON d.tenant_id = c.tenant_id AND d.id = c.disposition_id
            WHERE i.value = $1`,
          [from],
        )
      ).rows[0] ?? null,
  };
}
