import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { testLog } from './log.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
let installed = false;

/**
 * The SDK's native runtime of this test file logs into the file's own log. Called right before the first connection:
 * the SDK ends its runtime with the last connection that is closed, and one that never had any keeps the process alive.
 */
export function installRuntime(): void {
  if (installed) return;
  installed = true;
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) =>
    testLog[LEVELS[level]]({ sdk: { ...meta, error: String(meta?.['error'] ?? '') } }, message),
  );
  // The native part writes to standard output by itself. Handing its lines to us would keep a handle open where it ends
  // late.
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging } });
}
