import type { Logger } from 'pino';
import { isWaitingToStop, requestStop } from './until-stopped.ts';

/** Longer than the parts take that drain, shorter than Kubernetes and systemd wait before they kill. */
const DRAIN_MS = 25_000;

/**
 * What nobody caught is a mistake of ours: after it the process may be in any state. It is logged by type, code and
 * place (its message may quote what people wrote), then the process drains as for SIGTERM and ends with exit code 1, so
 * that whatever started it (docs/runbook.md) starts it again. One that does not drain in time is ended.
 * @param drainMs how long draining may take, in milliseconds.
 */
export function endOnUncaughtErrors(
  log: Pick<Logger, 'fatal'>,
  { drainMs = DRAIN_MS }: { readonly drainMs?: number } = {},
): void {
  const end = (error: unknown, kind: string): void => {
    log.fatal({ event: 'uncaught_error', kind, err: error }, 'an error that nobody caught; the process ends');
    process.exitCode = 1;
    // Before there is anything to drain nobody waits for the end.
    if (!isWaitingToStop()) process.exit(1);
    requestStop();
    setTimeout(() => process.exit(1), drainMs).unref();
  };
  process.on('uncaughtException', (error, origin) => end(error, origin));
  process.on('unhandledRejection', reason => end(reason, 'unhandledRejection'));
}
