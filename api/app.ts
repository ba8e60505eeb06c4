import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import express from 'express';
import helmet from 'helmet';
import { answerProblem } from './http/answer-problem.ts';
import { compressed } from './http/compressed.ts';
import { NOTHING_ALLOWED } from './http/content-security.ts';
import type { AppContext } from './http/context.ts';
import { docsRoutes } from './system/docs.ts';
import { healthRoutes } from './system/health.ts';
import type { Patience } from './http/patience.ts';
import { PATIENCE, inTime } from './http/patience.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { problem } from './http/problem.ts';
import { register } from './http/register.ts';
import { mediaFileRoutes } from './media/file-routes.ts';
import { ROUTES } from './system/routes.ts';
import { builtWorkbench, webRoutes } from './system/web.ts';
import { isDelivery, webhookReceiver } from './webhooks/receiver.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/**
 * The HTTP side of the API process: webhooks, REST, health, metrics, documentation, the workbench's files.
 * @param patience time limits on slow requests; tests shorten them.
 * @param workbench the folder of the built workbench; undefined: none is served.
 */
export function createApp(
  app: AppContext,
  patience: Patience = PATIENCE,
  workbench: string | undefined = builtWorkbench(),
): RequestListener {
  const server = express();
  server.disable('x-powered-by');
  server.set('etag', false);
  const receive = webhookReceiver(app, patience);
  webhookRoutes(server, app, receive);
  server.use((request, response, next) => {
    const id = request.get('x-request-id');
    response.locals['requestId'] = id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : randomUUID();
    response.set('x-request-id', response.locals['requestId'] as string);
    next();
  });
  server.use(
    helmet({
      // Pages set their own (api/system).
      contentSecurityPolicy: { useDefaults: false, directives: NOTHING_ALLOWED },
      strictTransportSecurity: { maxAge: 31_536_000 },
    }),
  );
  healthRoutes(server, app);
  server.use(['/api', '/openapi.json', '/docs'], compressed);
  docsRoutes(server);
  webRoutes(server, workbench);
  mediaFileRoutes(server, app);
  server.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  refuseOtherMethods(server, ROUTES);
  for (const route of ROUTES) if (route.takesFile === true) register(server, app, route);
  server.use(
    '/api',
    inTime(patience.bodyMs, express.json({ limit: '1mb', type: ['application/json'] })),
    (request, _response, next) => {
      const hasBody = Number(request.get('content-length') ?? 0) > 0 || request.get('transfer-encoding') !== undefined;
      next(
        hasBody && request.is('application/json') === false
          ? problem(415, 'unsupported_media_type', 'Send JSON.', { field: 'Content-Type' })
          : undefined,
      );
    },
  );
  for (const route of ROUTES) if (route.takesFile !== true) register(server, app, route);
  server.use((_request, _response, next) => next(problem(404, 'not_found', 'There is nothing here.')));
  server.use(problemHandler(app));
  // Webhook deliveries are the busiest request, and only WhatsApp sends them: they bypass Express, whose middleware
  // chain costs as much as storing a message (decision 0027).
  return (request, response) => void (isDelivery(request) ? receive(request, response) : server(request, response));
}

function problemHandler(app: AppContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // Set when a compressed file was to be sent, which could not be after all.
    response.removeHeader('content-encoding');
    const brought = { body: request.body !== undefined, query: Object.keys(request.query).length > 0 };
    answerProblem(
      app,
      { request, path: request.path, brought, requestId: response.locals['requestId'] as string | undefined },
      response,
      error,
    );
  };
}
