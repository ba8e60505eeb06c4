import { DefaultLogger } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** The SDK's log lines, through ours. */
export function sdkLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = (meta ?? {}) as { error?: unknown };
    log[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'info'](
      { event: 'temporal_sdk', ...rest, ...(error === undefined ? {} : { err: error }) },
      message,
    );
  });
}
