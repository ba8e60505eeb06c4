import type { Logger } from 'pino';
import { Counter } from 'prom-client';

/** Failures of work nobody waits for, by which work it was. Each process adds it to its own metrics. */
export const backgroundFailures = new Counter({
  name: 'sigfollow_background_failures_total',
  help: 'Work that nobody waits for and that failed',
  labelNames: ['work'],
  registers: [],
});

let log: Pick<Logger, 'error'> | null = null;

/** Where failures of background work are logged; a process has one log. */
export function logBackgroundFailures(to: Pick<Logger, 'error'>): void {
  log = to;
}

/**
 * Lets a promise run that nobody waits for: what it fails with is logged and counted, and never ends the process. The
 * one place where a promise may be left alone (enforced by ESLint).
 * @param work names what it is: one of few constant texts, since it labels the counter.
 */
export function inBackground(work: string, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => noteFailure(work, error));
}

/** Logs and counts a failure that nobody is there to be told of: of background work, or in a listener for events. */
export function noteFailure(work: string, error: unknown): void {
  backgroundFailures.inc({ work });
  log?.error({ event: 'background_work_failed', work, err: error }, 'background work failed');
}
