import { Context } from '@temporalio/activity';

/**
 * Sends heartbeats while `work` runs, so that Temporal soon notices a lost activity, and the activity a cancellation.
 */
export async function withHeartbeat<T>(everyMs: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => Context.current().heartbeat(), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
