import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { testLog } from './log.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
let installed = false;

/**
 * Makes the SDK's runtime log to the test file's log. To be called right before the first native connection: the SDK
 * shuts its runtime down when the last connection is closed, and a runtime without any connection keeps the process
 * alive.
 */
export function installRuntime(): void {
  if (installed) return;
  installed = true;
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) =>
    testLog[LEVELS[level]]({ sdk: { ...meta, error: String(meta?.['error'] ?? '') } }, message),
  );
  // The native part writes to standard output. Forwarding its lines to JavaScript would keep a handle open when it ends
  // late.
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging } });
}
