import type { RequestListener } from 'node:http';
import type { Express } from 'express';
import type { AppContext } from '../http/context.ts';
import { problem } from '../http/problem.ts';
import { WEBHOOK_PATH } from './receiver.ts';
import { sameText } from '../http/same-text.ts';

/**
 * WhatsApp's webhook in Express: the verification handshake, and deliveries to an equivalent address (a slash more, a
 * query); those to the exact address bypass Express (`isDelivery`).
 */
export function webhookRoutes(server: Express, { config }: Pick<AppContext, 'config'>, receive: RequestListener): void {
  server.post(WEBHOOK_PATH, (request, response) => receive(request, response));

  server.get(WEBHOOK_PATH, (request, response) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
    const valid =
      mode === 'subscribe' &&
      typeof token === 'string' &&
      typeof challenge === 'string' &&
      sameText(token, config.meta.verifyToken);
    if (!valid) throw problem(403, 'verification_failed', 'The verify token is wrong.');
    response.set('x-content-type-options', 'nosniff').type('text/plain').send(challenge);
  });
}
