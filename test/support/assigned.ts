import { expect } from '@jest/globals';
import { newContact, writes } from './ai.ts';
import type { Stack } from './stack.ts';

type Person = Stack['tenants'][number]['users'][number];

/** The agents of the first tenant, in the order in which they were made. */
export const agentsOf = (stack: Stack): readonly Person[] =>
  stack.tenants[0]!.users.filter(user => user.role === 'AGENT');

/** A new contact of the first tenant writes, and its conversation is given to an agent. */
export async function assigned(
  stack: Stack,
  agent: { readonly id: string },
  text = 'Where is my bike?',
): Promise<{ readonly id: string; readonly from: string }> {
  const from = newContact();
  const id = await writes(stack, from, text);
  await assign(stack, id, agent);
  return { id, from };
}

/** Gives a conversation of the first tenant to an agent. */
export async function assign(stack: Stack, id: string, agent: { readonly id: string }): Promise<void> {
  const { status } = await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agent.id });
  expect(status).toBe(200);
}

/** Has each agent of the first tenant work in one queue of it alone. @param queues of each agent, its place in the list. */
export async function workApart(stack: Stack, queues: readonly number[]): Promise<void> {
  for (const [index, queue] of queues.entries()) {
    const body = { queueIds: [stack.tenants[0]!.queues[queue]!.id] };
    expect((await stack.api().put(`/api/v1/agents/${agentsOf(stack)[index]!.id}`, body)).status).toBe(200);
  }
}
