import { DefaultLogger } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** A logger for the Temporal SDK that writes its warnings and errors to our log, as event `temporal_sdk`. */
export function sdkLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = (meta ?? {}) as { error?: unknown };
    log[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'info'](
      { event: 'temporal_sdk', ...rest, ...(error === undefined ? {} : { err: error }) },
      message,
    );
  });
}
