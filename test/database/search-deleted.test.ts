/** What a contact has deleted for everyone is not found. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import { createSearchStack } from '../support/search.ts';
import type { Stack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let tenantId: string;
beforeAll(async () => {
  ({ stack, admin, tenantId } = await createSearchStack());
});
afterAll(() => stack.close());

const found = async (q: string) => {
  const { body } = await admin.get(`/api/v1/search?q=${q}&kind=message` as '/api/v1/search');
  return body.groups[0]!.items.map(item => item.words!.text);
};

test('neither by its words nor by what they mean', async () => {
  const from = newContact();
  await writes(stack, from, 'My secrets are umbrellas');
  await stack.search.fill(tenantId);
  for (const q of ['umbrellas', 'secret']) expect(await found(q)).toEqual(['My secrets are umbrellas']);
  const { rows } = await stack.db.admin.query<{ wamid: string }>('SELECT wamid FROM message WHERE tenant_id = $1', [
    tenantId,
  ]);
  const { body } = await postWebhook(
    stack.baseUrl,
    messagesBody(stack.tenants[0]!.phoneNumberId, {
      contacts: [{ profile: { name: 'Olive' }, wa_id: from }],
      messages: [
        {
          from,
          id: 'wamid.umbrella.deleted',
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'revoke',
          revoke: { original_message_id: rows.at(-1)!.wamid },
        },
      ],
    }),
  );
  expect(body.stored).toBe(1);
  for (const q of ['umbrellas', 'secret']) expect(await found(q)).toEqual([]);
});
