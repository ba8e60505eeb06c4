import type { Express } from 'express';
import express from 'express';
import { Counter } from 'prom-client';
import type { IngestCounts } from '../../store/inbound/ingest.ts';
import { isRetryable } from '../../store/database.ts';
import type { AppContext } from '../context.ts';
import type { Patience } from '../http/patience.ts';
import { inTime } from '../http/patience.ts';
import { problem } from '../http/problem.ts';
import { parseBody } from './parse-body.ts';
import { itemsOf } from './payload.ts';
import { isSigned, sameText } from './signature.ts';

/** "Payloads can be up to 3 MB" (Cloud API, "Webhooks"). */
const BODY_LIMIT = 3 * 1024 * 1024;
const PATH = '/webhooks/whatsapp';
const OUTCOMES = ['stored', 'duplicate', 'unmatched', 'quarantined'] as const satisfies readonly (keyof IngestCounts)[];

/** Meta's webhook. Answers 200 when every item is committed or quarantined, whatever the body holds; Temporal is not called here. */
export function webhookRoutes(server: Express, app: AppContext, patience: Pick<Patience, 'bodyMs'>): void {
  const items = new Counter({ name: 'sigfollow_webhook_items_total', help: 'Webhook items by what became of them', labelNames: ['outcome'], registers: [app.metrics] });
  const counters = OUTCOMES.map(outcome => ({ outcome, counter: items.labels(outcome) }));
  for (const { counter } of counters) counter.inc(0);
  const { appSecrets, verifyToken } = app.config.meta;

  server.post(PATH, inTime(patience.bodyMs, express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false })), async (request, response) => {
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (!isSigned(request.get('x-hub-signature-256'), bytes, appSecrets)) throw problem(401, 'invalid_signature', 'The signature does not fit the body.');
    const counts = await app.ingestor.ingest(itemsOf(parseJson(bytes))).catch((error: unknown) => {
      throw isRetryable(error) ? problem(503, 'database_busy', 'Others change the same now. Nothing is acknowledged; try again.', { headers: { 'retry-after': '2' } }) : error;
    });
    for (const { outcome, counter } of counters) if (counts[outcome] > 0) counter.inc(counts[outcome]);
    // What `response.json` would do, without its look-ups: this is the busiest answer.
    const answer = JSON.stringify(counts);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length }).end(answer);
  });

  server.get(PATH, (request, response) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
    const valid = mode === 'subscribe' && typeof token === 'string' && typeof challenge === 'string' && sameText(token, verifyToken);
    if (!valid) throw problem(403, 'verification_failed', 'The verify token is wrong.');
    response.set('x-content-type-options', 'nosniff').type('text/plain').send(challenge);
  });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return parseBody(bytes);
  } catch {
    throw problem(400, 'invalid_json', 'The body is not valid JSON.', { field: 'body' });
  }
}
