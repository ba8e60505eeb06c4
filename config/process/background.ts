import type { Logger } from 'pino';
import { Counter } from 'prom-client';

/** Failures of background work, by kind of work. Each process registers it with its own metrics. */
export const backgroundFailures = new Counter({
  name: 'sigfollow_background_failures_total',
  help: 'Work that nobody waits for and that failed',
  labelNames: ['work'],
  registers: [],
});

let log: Pick<Logger, 'error'> | null = null;

/** Sets the process's log for failures of background work; without it they are only counted. */
export function logBackgroundFailures(to: Pick<Logger, 'error'>): void {
  log = to;
}

/**
 * Runs a promise that nobody awaits: a rejection is logged and counted, and never ends the process. The only place
 * where a promise may be left floating (enforced by ESLint).
 * @param work what it is; one of a few constant texts, because it is a label of the counter.
 */
export function inBackground(work: string, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => noteFailure(work, error));
}

/** Logs and counts a failure that has no caller to report to: of background work, or in an event listener. */
export function noteFailure(work: string, error: unknown): void {
  backgroundFailures.inc({ work });
  log?.error({ event: 'background_work_failed', work, err: error }, 'background work failed');
}
