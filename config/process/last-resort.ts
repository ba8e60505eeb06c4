import type { Logger } from 'pino';
import { isWaitingToStop, requestStop } from './until-stopped.ts';

/** Longer than draining takes, shorter than Kubernetes and systemd wait before they kill a process. */
const DRAIN_MS = 25_000;

/**
 * Ends the process after an uncaught error or unhandled rejection, since its state may be inconsistent. The error is
 * logged by type, code and stack frames (its message may quote what people wrote); then the process drains as for
 * SIGTERM and exits with code 1, so that its supervisor (docs/runbook.md) starts it again. If it does not drain in time
 * it exits anyway.
 * @param drainMs how long draining may take, milliseconds.
 */
export function endOnUncaughtErrors(
  log: Pick<Logger, 'fatal'>,
  { drainMs = DRAIN_MS }: { readonly drainMs?: number } = {},
): void {
  const end = (error: unknown, kind: string): void => {
    log.fatal({ event: 'uncaught_error', kind, err: error }, 'an error that nobody caught; the process ends');
    process.exitCode = 1;
    // During start-up nothing waits for the stop yet, so there is nothing to drain.
    if (!isWaitingToStop()) process.exit(1);
    requestStop();
    setTimeout(() => process.exit(1), drainMs).unref();
  };
  process.on('uncaughtException', (error, origin) => end(error, origin));
  process.on('unhandledRejection', reason => end(reason, 'unhandledRejection'));
}
