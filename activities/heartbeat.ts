import { Context } from '@temporalio/activity';

/** Says every so often that the activity still works, so that a canceled or lost one is known soon. */
export async function withHeartbeat<T>(everyMs: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => Context.current().heartbeat(), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
