import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, setPolicy, writes } from '../support/ai.ts';
import type { AiPlace } from '../support/ai-place.ts';
import { aiPlace } from '../support/ai-place.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let place: AiPlace;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}] });
  place = aiPlace(stack);
});
afterAll(async () => {
  await place.close();
  await stack.close();
});

test('a hand-over’s note quotes the contact up to a whole character: half of one could not be stored, and nobody would get the conversation', async () => {
  const quoted = 500;
  await setPolicy(stack.api(), { mode: 'answer', gather: { quietMs: 0, capMs: 0, deadlineMs: 600_000 } });
  const ids: string[] = [];
  for (const before of [quoted - 2, quoted - 1, quoted])
    ids.push(await writes(stack, newContact(), `${'a'.repeat(before)}😀 and more`));
  await setPolicy(stack.api(), { mode: 'off' });
  for (const id of ids) {
    await place.runTurn(0, id, 1);
    const { items } = (await stack.api().get(`/api/v1/conversations/${id}/messages`)).body;
    expect(items.find(item => item.type === 'note')!.content!['body']).toMatch(/The contact wrote: a{498,500}(😀)?$/u);
  }
});
