/** Contacts that WhatsApp is asked to block, for tests. */
import { sweep } from '../../workers/reconcile.ts';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import { testLog } from './log.ts';
import type { Stack, StackOptions } from './stack.ts';
import { createStack } from './stack.ts';
import { messagesBody, postWebhook, textBody } from './webhook.ts';

let serial = 0;

/** A stack, its administrator, and what happens there. */
export async function createBlockWorld(options: StackOptions = {}) {
  const stack = await createStack(options);
  const admin = await stack.admin();
  return { stack, admin, world: blockWorld(stack, admin) };
}

export type BlockWorld = ReturnType<typeof blockWorld>;

/** What a person does, and what is so at WhatsApp. @param admin of the first tenant. */
function blockWorld(stack: Stack, admin: HttpClient) {
  const newNumber = (): string => `4915120${String(++serial).padStart(6, '0')}`;
  /** A contact that has written to us, at first or once more. */
  async function writes(
    tenant = 0,
    from = newNumber(),
    phoneNumberId = stack.tenants[tenant]!.phoneNumberId,
  ): Promise<{ id: string; conversationId: string; from: string }> {
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }));
    const { body } = await stack.api(tenant).get('/api/v1/conversations?limit=100');
    const found = body.items.find(item => item.contact.waId === from)!;
    return { id: found.contact.id, conversationId: found.id, from };
  }
  const blocks = async (id: string) => (await admin.get(`/api/v1/contacts/${id}`)).body.blocks;
  const isBlockedAtWhatsApp = (from: string, phoneNumberId = stack.tenants[0]!.phoneNumberId): boolean =>
    stack.simulator.state.blocked.has(`${phoneNumberId} ${from}`);
  return {
    newNumber,
    writes,
    blocks,
    isBlockedAtWhatsApp,
    block: (id: string, body: object = { reason: 'spam' }, by = admin) => by.post(`/api/v1/contacts/${id}/block`, body),
    unblock: (id: string) => admin.delete(`/api/v1/contacts/${id}/block`),
    blockOf: async (id: string) => (await blocks(id))[0],
    /** Whatever was wished, WhatsApp has answered. */
    settled: (id: string) =>
      eventually(() => blocks(id), 'WhatsApp’s answers', {
        until: all => all.length > 0 && all.every(each => each.state !== 'waiting'),
      }),
    blockedAre: (expected: Readonly<Record<string, boolean>>): Promise<unknown> =>
      eventually(
        () => Promise.resolve(Object.keys(expected).map(from => isBlockedAtWhatsApp(from))),
        `at WhatsApp are blocked: ${JSON.stringify(expected)}`,
        { until: seen => JSON.stringify(seen) === JSON.stringify(Object.values(expected)) },
      ),
    sweeps: () =>
      sweep(
        {
          database: stack.db.database,
          tenants: stack.db.tenants,
          client: stack.client,
          taskQueue: stack.taskQueue,
          continueAsNewAfterTurns: 150,
          log: testLog,
        },
        Date.now(),
      ),
    audited: async (id: string) =>
      (
        await stack.db.admin.query<{ action: string; data: object }>(
          'SELECT action, data FROM audit WHERE target_id = $1 ORDER BY at, id',
          [id],
        )
      ).rows,
    /** How many rows there are of what was asked of WhatsApp about a contact. */
    remembered: async (id: string): Promise<number> =>
      (
        await stack.db.admin.query(
          'SELECT 1 FROM blocked_phone WHERE contact_id = $1 UNION ALL SELECT 1 FROM contact_block WHERE contact_id = $1',
          [id],
        )
      ).rowCount!,
    changesNumber: (from: string, to: string) =>
      postWebhook(
        stack.baseUrl,
        messagesBody(stack.tenants[0]!.phoneNumberId, {
          messages: [
            {
              from,
              id: `wamid.block.change.${++serial}`,
              timestamp: String(Math.floor(Date.now() / 1000)),
              type: 'system',
              system: { type: 'user_changed_number', body: 'has a new number', wa_id: to },
            },
          ],
        }),
      ),
  };
}
