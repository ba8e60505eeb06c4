import { createStack } from './stack.ts';

/** A stack in which nothing is done but what a test does: the search is filled by hand, and nobody is offered anything. */
export async function createSearchStack() {
  const stack = await createStack({ temporal: 'none' });
  await stack.matcher.stop();
  return { stack, admin: await stack.admin(), tenantId: stack.tenants[0]!.id };
}
