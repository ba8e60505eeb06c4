import { ApiError } from '../api/index.ts';
import { outboxOf } from './open-outbox.ts';

/**
 * Does something with a conversation after what its person has sent off in it: closing it, or giving it away, must not
 * overtake a reply that still waits.
 * @throws ApiError `reply_waits`: it was not done, as not all of that has gone out.
 */
export async function afterOutbox<T>(userId: string, conversationId: string, act: () => Promise<T>): Promise<T> {
  if (!(await outboxOf(userId).flush(conversationId))) throw new ApiError(0, 'reply_waits');
  return act();
}
