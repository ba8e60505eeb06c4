import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isInputFault, isUnavailable, sqlState } from '../../store/db/database.ts';
import type { AppContext } from './context.ts';
import { ProblemError, problem } from './problem.ts';

/** A failed request, with what the log and the answer need of it. */
export interface Failed {
  readonly request: IncomingMessage;
  readonly path: string;
  /** Whether a body and query parameters had been parsed when it failed. */
  readonly brought: { readonly body: boolean; readonly query: boolean };
  readonly requestId?: string | undefined;
}

/** Answers a request that failed with problem details (RFC 9457), and logs what is not the caller's fault. */
export function answerProblem(
  { log }: Pick<AppContext, 'log'>,
  { request, path, brought, requestId = randomUUID() }: Failed,
  response: ServerResponse,
  error: unknown,
): void {
  const { status, code, title, detail, field, extra, headers } = asProblem(error, brought).fields;
  const route = path.replaceAll(/[0-9a-f-]{36}/g, '{id}');
  if (status >= 500)
    log.error(
      { event: 'request_failed', requestId, method: request.method, route, code, err: error },
      'a request failed',
    );
  // A request schema accepts what the database cannot store: ours to fix. The value itself stays out of the log.
  else if (isInputFault(error))
    log.warn(
      { event: 'input_refused_by_database', requestId, method: request.method, route, sqlState: sqlState(error) },
      'the database refused what a request holds',
    );
  const text = JSON.stringify({
    type: `urn:sigfollow:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
    requestId,
    ...extra,
  });
  response
    .writeHead(status, {
      'x-request-id': requestId,
      ...headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

function asProblem(error: unknown, brought: Failed['brought']): ProblemError {
  if (error instanceof ProblemError) return error;
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return problem(413, 'body_too_large', 'The body is too large.');
  if (type === 'entity.parse.failed')
    return problem(400, 'invalid_json', 'The body is not valid JSON.', { field: 'body' });
  if (error instanceof URIError) return problem(400, 'invalid_request', 'The address is not valid.', { field: 'path' });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problem(status, 'invalid_request', 'The request is not valid.', { field: 'body' });
  // The schema accepted it, but the database cannot store or look for it: still the caller's input, not our failure.
  if (isInputFault(error) && brought.body)
    return problem(400, 'invalid_request', 'The request holds something that cannot be stored.', { field: 'body' });
  if (isInputFault(error) && brought.query)
    return problem(400, 'invalid_request', 'The request asks for something that cannot be looked for.', {
      field: 'query',
    });
  if (isUnavailable(error))
    return problem(503, 'database_unavailable', 'The database does not answer now. Nothing was changed; try again.', {
      headers: { 'retry-after': '2' },
    });
  return problem(500, 'internal', 'Something went wrong on our side.');
}
