import type { Express, NextFunction, Request, Response } from 'express';
import type { ZodType } from 'zod';
import { CapacityExceededError } from '../../store/conversation/capacity-error.ts';
import { keptAs } from '../../store/access/credentials.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { directoryHash } from '../../store/tenant/directory.ts';
import type { Principal } from './principal.ts';
import { authenticate } from './principal.ts';
import type { AppContext } from './context.ts';
import type { Route } from './route.ts';
import { readCookie } from './cookies.ts';
import { once } from './idempotency.ts';
import type { InputFault } from './input.ts';
import { bodyFault, faultsOf } from './input.ts';
import { isFromForeignPage } from './origin.ts';
import type { ProblemError } from './problem.ts';
import { problem } from './problem.ts';
import { sameText } from './same-text.ts';

export const SESSION_COOKIE = 'sid';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Serves a route of the table: authenticates, checks the CSRF token and the role, validates the input, and calls the
 * handler, whose answer is the body.
 */
export function register(express: Express, app: AppContext, route: Route): void {
  const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
  express[route.method](path, async (request: Request, response: Response, next: NextFunction) => {
    try {
      const at = app.clock();
      const principal = await admit(app, route, request, at);
      const params = parse(route.params, request.params, 'path');
      const query = parse(route.query, request.query, 'query');
      const body = parse(route.body, request.body, 'body');
      const key = route.idempotent === true ? request.get('idempotency-key') : undefined;
      if (key !== undefined && (key.length === 0 || key.length > 255))
        throw problem(400, 'invalid_request', 'The Idempotency-Key must have 1 to 255 characters.', {
          field: 'Idempotency-Key',
        });
      const tenantId = principal?.tenantId ?? '';
      const work: Parameters<Route['handle']>[0]['work'] = effect =>
        unitOfWork(app.database)(tenantId, unit =>
          key === undefined || principal === null
            ? effect(unit)
            : once(
                unit,
                {
                  key,
                  actorId: principal.id,
                  route: `${route.method} ${request.path}`,
                  body,
                  at,
                  status: route.status ?? 200,
                },
                () => effect(unit),
              ),
        );
      const answer = await route.handle({
        app,
        principal: principal ?? NOBODY,
        tenantId,
        params,
        query,
        body,
        at,
        work,
        request,
        response,
      });
      if (!response.headersSent) response.status(route.status ?? 200).json(answer);
    } catch (error) {
      next(
        error instanceof CapacityExceededError
          ? problem(409, 'capacity_exceeded', 'The agent has no room for another conversation.')
          : error,
      );
    }
  });
}

const NOBODY: Principal = {
  kind: 'user',
  id: '',
  tenantId: null,
  role: 'AGENT',
  name: '',
  credential: { kind: 'session', hash: Buffer.alloc(0) },
  csrfHash: null,
  mustChangePassword: false,
};

async function admit(app: AppContext, route: Route, request: Request, at: number): Promise<Principal | null> {
  if (route.roles === 'anonymous') return null;
  const principal = await principalOf(app, request, at);
  if (principal === null)
    throw problem(401, 'unauthenticated', 'Log in, or send an API key as bearer token.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  if (!SAFE_METHODS.has(request.method) && principal.csrfHash !== null) checkCsrf(request, principal.csrfHash);
  if (principal.mustChangePassword && route.beforePasswordChange !== true)
    throw problem(403, 'password_change_required', 'Choose a password of your own first: POST /api/v1/auth/password.');
  if (!route.roles.includes(principal.role)) throw problem(403, 'forbidden', 'Your role does not allow this.');
  return principal;
}

/**
 * The principal of a request: of its bearer token, which takes precedence even when it is not valid, or else of its
 * session cookie; null when nobody is authenticated.
 */
export async function principalOf(
  app: AppContext,
  request: Pick<Request, 'headers'>,
  at: number,
): Promise<Principal | null> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return authenticate(app, keptAs('api_key', bearer), at);
  const session = readCookie(request.headers.cookie, SESSION_COOKIE);
  return session === undefined ? null : authenticate(app, keptAs('session', session), at);
}

/** Two independent checks for sessions by cookie: the request is not from a foreign page, and has the CSRF token. */
function checkCsrf(request: Request, csrfHash: Uint8Array): void {
  if (isFromForeignPage(request.headers)) throw problem(403, 'csrf', 'The request comes from another site.');
  const token = request.get('x-csrf-token') ?? '';
  if (!sameText(directoryHash('csrf', token).toString('hex'), Buffer.from(csrfHash).toString('hex')))
    throw problem(403, 'csrf', 'The X-CSRF-Token header is missing or wrong.', { field: 'X-CSRF-Token' });
}

function parse<T>(schema: ZodType<T> | undefined, value: unknown, where: 'path' | 'query' | 'body'): T {
  if (schema === undefined) return undefined as T;
  const deep = where === 'body' ? bodyFault(value) : null;
  if (deep !== null) throw invalid([{ field: deep.path.join('.'), message: deep.message }]);
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  // What is not a UUID cannot name anything that exists.
  if (where === 'path') throw problem(404, 'not_found', 'The resource does not exist.');
  throw invalid(faultsOf(parsed.error, where));
}

function invalid(faults: readonly InputFault[]): ProblemError {
  const [first] = faults;
  return problem(400, 'invalid_request', 'The request is not valid.', {
    detail: first?.message ?? 'invalid',
    ...(first === undefined ? {} : { field: first.field }),
    extra: { errors: faults },
  });
}
