/** Of what stands in a great many names only a part is looked at, and that is said. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  await stack.matcher.stop();
  await writes(stack, newContact(), 'hello');
});
afterAll(() => stack.close());

test('it is told when more begin with the same letters than are looked at, also where none of them is shown', async () => {
  const tenantId = stack.tenants[0]!.id;
  const admin = await stack.admin();
  const parts = (from: number, to: number) =>
    stack.db.admin.query(
      "INSERT INTO contact_term (tenant_id, term, contact_id) SELECT $1, 'quxq' || n, (SELECT id FROM contact WHERE tenant_id = $1 LIMIT 1) FROM generate_series($2::int, $3::int) n",
      [tenantId, from, to],
    );
  const agent = await stack.agent(1);
  const asked = async (who: HttpClient) => [
    (await who.get('/api/v1/search?q=quxq&kind=contact')).body.groups[0]!.isPartial,
    (await who.get('/api/v1/contacts?q=quxq&tag=of-none')).body.isPartial,
  ];
  await parts(1, 500);
  for (const who of [admin, agent]) expect(await asked(who)).toEqual([false, false]);
  await parts(501, 501);
  for (const who of [admin, agent]) expect(await asked(who)).toEqual([true, true]);
  expect((await admin.get('/api/v1/search?q=bicycle&kind=message')).body.groups[0]!.isPartial).toBe(false);
  expect((await admin.get('/api/v1/contacts')).body.isPartial).toBe(false);
});
