import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import { Counter } from 'prom-client';
import { inBackground } from '../../config/process/background.ts';
import type { IngestCounts } from '../../store/inbound/ingest.ts';
import { isRetryable } from '../../store/db/database.ts';
import { answerProblem } from '../http/answer-problem.ts';
import type { AppContext } from '../http/context.ts';
import type { Patience } from '../http/patience.ts';
import { inTime } from '../http/patience.ts';
import { problem } from '../http/problem.ts';
import { parseBody } from './parse-body.ts';
import { itemsOf } from './payload.ts';
import { isSigned } from './signature.ts';

/** "Payloads can be up to 3 MB" (Cloud API, "Webhooks"). */
const BODY_LIMIT = 3 * 1024 * 1024;
export const WEBHOOK_PATH = '/webhooks/whatsapp';
const OUTCOMES = ['stored', 'duplicate', 'unmatched', 'quarantined'] as const satisfies readonly (keyof IngestCounts)[];

/**
 * Whether a request delivers webhooks at exactly the address that WhatsApp is given. Equivalent addresses (a slash
 * more, a query) reach the receiver through `webhookRoutes`.
 */
export const isDelivery = ({ method, url }: IncomingMessage): boolean => url === WEBHOOK_PATH && method === 'POST';

/**
 * Receives WhatsApp's webhooks. Answers 200 once every item of the body is committed or quarantined, whatever the JSON
 * holds; 401 for a wrong signature, 400 for what is not JSON, 503 when the database cannot take it now, so that
 * WhatsApp delivers it again. Temporal is not called. Being the busiest request, it comes before Express and uses
 * nothing of it but the body parser (decision 0027).
 */
export function webhookReceiver(app: AppContext, patience: Pick<Patience, 'bodyMs'>): RequestListener {
  const items = new Counter({
    name: 'sigfollow_webhook_items_total',
    help: 'Webhook items by what became of them',
    labelNames: ['outcome'],
    registers: [app.metrics],
  });
  const counters = OUTCOMES.map(outcome => ({ outcome, counter: items.labels(outcome) }));
  for (const { counter } of counters) counter.inc(0);
  const read = inTime(patience.bodyMs, express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false }));

  const take = async (request: BodyOf<IncomingMessage>): Promise<string> => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSigned(request.headers[SIGNATURE]?.toString(), bytes, app.config.meta.appSecrets))
      throw problem(401, 'invalid_signature', 'The signature does not fit the body.');
    const counts = await app.ingestor.ingest(itemsOf(parseJson(bytes))).catch((error: unknown) => {
      throw isRetryable(error)
        ? problem(503, 'database_busy', 'Others change the same now. Nothing is acknowledged; try again.', {
            headers: { 'retry-after': '2' },
          })
        : error;
    });
    for (const { outcome, counter } of counters) if (counts[outcome] > 0) counter.inc(counts[outcome]);
    return JSON.stringify(counts);
  };
  const fail = (request: BodyOf<IncomingMessage>, response: ServerResponse, error: unknown): void => {
    if (response.headersSent) response.destroy();
    else
      answerProblem(
        app,
        { request, path: WEBHOOK_PATH, brought: { body: request.body !== undefined, query: false } },
        response,
        error,
      );
  };
  const answer = async (request: BodyOf<IncomingMessage>, response: ServerResponse): Promise<void> => {
    try {
      const counts = await take(request);
      response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': counts.length })
        .end(counts);
    } catch (error) {
      fail(request, response, error);
    }
  };
  return (request, response) => {
    // Express's body parsers work on plain Node.js requests too; only their types ask for Express's.
    read(request as express.Request, response as express.Response, (error: unknown) => {
      if (error === undefined) inBackground('answering a webhook', answer(request, response));
      else fail(request, response, error);
    });
  };
}

const SIGNATURE = 'x-hub-signature-256';

/** A request after its body was read. */
type BodyOf<R> = R & { readonly body?: unknown };

function parseJson(bytes: Buffer): unknown {
  try {
    return parseBody(bytes);
  } catch {
    throw problem(400, 'invalid_json', 'The body is not valid JSON.', { field: 'body' });
  }
}
