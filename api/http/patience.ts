/** Time limits on slow clients, which also end attacks that hold connections open by sending slowly (Slowloris). */
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { RequestHandler } from 'express';
import { problem } from './problem.ts';

/** Time limits, in milliseconds. */
export interface Patience {
  /** For a request's headers, from the start of the connection or the end of the request before. */
  readonly headersMs: number;
  /** For a whole JSON body; webhook bodies have at most 3 MB. */
  readonly bodyMs: number;
  /** For a whole request, file uploads included. */
  readonly requestMs: number;
  /** How often connections are checked: headers and requests may take longer than their limit by so much. */
  readonly checkMs: number;
}

export const PATIENCE: Patience = { headersMs: 15_000, bodyMs: 30_000, requestMs: 300_000, checkMs: 1_000 };

/** An HTTP server that ends connections whose headers or requests are not complete in time. */
export function createPatientServer(
  listener: RequestListener,
  { headersMs, requestMs, checkMs }: Patience = PATIENCE,
): Server {
  return createServer(
    { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: checkMs },
    listener,
  );
}

/**
 * Limits a body parser to `ms` for the whole body: after that, the answer is 408 `body_timeout` and the connection is
 * closed.
 */
export function inTime(ms: number, parse: RequestHandler): RequestHandler {
  return (request, response, next) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      // After the timeout the parser fails when the connection closes: that is not a second outcome.
      if (settled) return;
      settled = true;
      clearTimeout(late);
      next(error);
    };
    const late = setTimeout(
      () =>
        settle(
          problem(408, 'body_timeout', 'The body did not arrive in time.', {
            field: 'body',
            headers: { connection: 'close' },
          }),
        ),
      ms,
    );
    return parse(request, response, settle);
  };
}
