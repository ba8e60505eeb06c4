/** How long the API waits for whoever is slow, or only seems to be. */
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { RequestHandler } from 'express';
import { problem } from './problem.ts';

export interface Patience {
  /** For a request's headers, from its connection or the end of the request before. */
  readonly headersMs: number;
  /** For a whole body of JSON; WhatsApp's have 3 MB at most. */
  readonly bodyMs: number;
  /** For a whole request, also one that brings a file. */
  readonly requestMs: number;
  /** How often connections are looked at; so much longer may headers and requests take. */
  readonly checkMs: number;
}

export const PATIENCE: Patience = { headersMs: 15_000, bodyMs: 30_000, requestMs: 300_000, checkMs: 1_000 };

/** A server that ends connections whose headers or requests do not come to their end. */
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
 * A body parser that waits no longer than `ms` for the whole body: then the answer is 408 `body_timeout`, and the
 * connection is closed.
 */
export function inTime(ms: number, parse: RequestHandler): RequestHandler {
  return (request, response, next) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      // What is still being read when the time is over fails with the connection.
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
