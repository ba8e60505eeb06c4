import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Express, Request } from 'express';
import express from 'express';
import helmet from 'helmet';
import { isInputFault, isUnavailable, sqlState } from '../store/database.ts';
import type { AppContext } from './context.ts';
import { docsRoutes } from './docs.ts';
import { healthRoutes } from './health.ts';
import type { Patience } from './http/patience.ts';
import { PATIENCE, inTime } from './http/patience.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { ProblemError, problem } from './http/problem.ts';
import { register } from './http/register.ts';
import { mediaFileRoutes } from './media/routes.ts';
import { ROUTES } from './routes/table.ts';
import { webRoutes } from './web.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** The HTTP side: webhooks, REST, health, metrics, documentation. */
export function createApp(app: AppContext, patience: Patience = PATIENCE): Express {
  const server = express();
  server.disable('x-powered-by');
  server.set('etag', false);
  // Before what browsers need: nobody but WhatsApp calls it, and often.
  webhookRoutes(server, app, patience);
  server.use((request, response, next) => {
    const id = request.get('x-request-id');
    response.locals['requestId'] = id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : randomUUID();
    response.set('x-request-id', response.locals['requestId'] as string);
    next();
  });
  server.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], mediaSrc: ["'self'"], connectSrc: ["'self'"], fontSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: { maxAge: 31_536_000 },
  }));
  healthRoutes(server, app);
  docsRoutes(server);
  webRoutes(server);
  mediaFileRoutes(server, app);
  server.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  refuseOtherMethods(server, ROUTES);
  for (const route of ROUTES) if (route.takesFile === true) register(server, app, route);
  server.use('/api', inTime(patience.bodyMs, express.json({ limit: '1mb', type: ['application/json'] })), (request, _response, next) => {
    const hasBody = Number(request.get('content-length') ?? 0) > 0 || request.get('transfer-encoding') !== undefined;
    next(hasBody && request.is('application/json') === false ? problem(415, 'unsupported_media_type', 'Send JSON.', { field: 'Content-Type' }) : undefined);
  });
  for (const route of ROUTES) if (route.takesFile !== true) register(server, app, route);
  server.use((_request, _response, next) => next(problem(404, 'not_found', 'There is nothing here.')));
  server.use(problemHandler(app));
  return server;
}

function problemHandler(app: AppContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const requestId = (response.locals['requestId'] as string | undefined) ?? randomUUID();
    response.set('x-request-id', requestId);
    const { status, code, title, detail, field, extra, headers } = asProblem(error, request).fields;
    const route = request.path.replaceAll(/[0-9a-f-]{36}/g, '{id}');
    if (status >= 500) app.log.error({ requestId, method: request.method, route, code, err: error }, 'a request failed');
    // A schema lets through what it should not; what it is stays out of the log.
    else if (isInputFault(error)) app.log.warn({ requestId, method: request.method, route, sqlState: sqlState(error) }, 'the database refused what a request holds');
    response.status(status).set(headers ?? {}).type('application/problem+json').send(JSON.stringify({
      type: `urn:sigfollow:problem:${code}`, title, status, code, ...(detail === undefined ? {} : { detail }), ...(field === undefined ? {} : { field }), requestId, ...extra,
    }));
  };
}

function asProblem(error: unknown, request: Request): ProblemError {
  if (error instanceof ProblemError) return error;
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return problem(413, 'body_too_large', 'The body is too large.');
  if (type === 'entity.parse.failed') return problem(400, 'invalid_json', 'The body is not valid JSON.', { field: 'body' });
  if (error instanceof URIError) return problem(400, 'invalid_request', 'The address is not valid.', { field: 'path' });
  if (typeof status === 'number' && status >= 400 && status < 500) return problem(status, 'invalid_request', 'The request is not valid.', { field: 'body' });
  // Something that no schema knew of: it was asked for, and the database cannot take it.
  if (isInputFault(error) && request.body !== undefined) return problem(400, 'invalid_request', 'The request holds something that cannot be stored.', { field: 'body' });
  if (isInputFault(error) && Object.keys(request.query).length > 0) return problem(400, 'invalid_request', 'The request asks for something that cannot be looked for.', { field: 'query' });
  if (isUnavailable(error)) return problem(503, 'database_unavailable', 'The database does not answer now. Nothing was changed; try again.', { headers: { 'retry-after': '2' } });
  return problem(500, 'internal', 'Something went wrong on our side.');
}
