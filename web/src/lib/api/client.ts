import createFetchClient from 'openapi-fetch';
import type { paths as ApiPaths } from '../../../../client/schema.ts';
import { noteServerTime } from '../server-clock.ts';
import { noteAnswer, sessionOver } from '../signals.ts';
import { ApiError, endsSession, problemOf } from './api-error.ts';
import { csrfToken, isSessionForeign, logIns } from './csrf.ts';

/** A connection may die without a word: after so long there is no answer, as far as whoever asked is concerned. */
const PATIENCE_MS = 30_000;
/** What brings a file takes as long as the line needs. */
const UPLOAD_PATIENCE_MS = 15 * 60_000;

/** Calls that bring a session, or end it, instead of needing one. */
const isAboutSession = (path: string): boolean => path.startsWith('/api/v1/auth/');
/** The path that each answer belongs to: one that is made anew has lost its address. */
const askedAt = new WeakMap<Response, string>();

/** What carries a call out. */
type Carrier = (request: Request, signal: AbortSignal) => Promise<Response>;
const byFetch: Carrier = (request, signal) => fetch(request, { signal });

/**
 * A call with this tab's CSRF token; what it tells about the connection is noted.
 * @param patience how many milliseconds are waited for all of the answer.
 * @throws ApiError without an answer.
 */
async function ask(request: Request, patience: number, carrier = byFetch): Promise<Response> {
  const path = new URL(request.url).pathname;
  // Until somebody has logged in again there is nothing to be asked for.
  const asksWho = path === '/api/v1/me' || isAboutSession(path);
  if (isSessionForeign() && !asksWho) throw new ApiError(0, 'unreachable');
  if (sessionOver.get() && !asksWho) throw new ApiError(401, 'unauthenticated');
  request.headers.set('x-csrf-token', csrfToken() ?? '');
  // Not `AbortSignal.any`, which browsers of before 2024 do not have.
  const call = new AbortController();
  const giveUp = (): void => call.abort();
  const timer = setTimeout(giveUp, patience);
  request.signal.addEventListener('abort', giveUp);
  if (request.signal.aborted) giveUp();
  let answer: Response;
  try {
    const asked = Date.now();
    const got = await carrier(request, call.signal);
    noteServerTime(got.headers.get('date'), asked);
    // Read whole: a body that is cut off is no answer either.
    answer = new Response(got.status === 204 ? null : await got.arrayBuffer(), {
      status: got.status,
      statusText: got.statusText,
      headers: got.headers,
    });
  } catch (error) {
    if (request.signal.aborted) throw error;
    noteAnswer(false);
    throw new ApiError(0, navigator.onLine ? 'unreachable' : 'offline');
  } finally {
    clearTimeout(timer);
  }
  noteAnswer(true);
  askedAt.set(answer, path);
  return answer;
}

/** The API's operations, typed by its OpenAPI document: `answerOf(client.GET('/api/v1/queues'))`. */
export const client = createFetchClient<ApiPaths>({
  baseUrl: location.origin,
  fetch: request => ask(request, PATIENCE_MS),
});

/** For `fetch` of a call that brings a file. */
export const askPatiently = (request: Request): Promise<Response> => ask(request, UPLOAD_PATIENCE_MS);
/** The same, carried out by what tells how far it is. */
export const askPatientlyBy =
  (carrier: Carrier) =>
  (request: Request): Promise<Response> =>
    ask(request, UPLOAD_PATIENCE_MS, carrier);

interface Result<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of a successful answer. An answer that says that there is no session any more is noted, and the page asks
 * to log in again.
 * @throws ApiError with a sentence for people, whatever came back.
 */
export async function answerOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  const asked = logIns();
  let result: Result<Data>;
  try {
    result = await call;
  } catch (error) {
    // JSON that is none, such as a proxy's page with status 200.
    throw error instanceof SyntaxError ? problemOf(200, null) : error;
  }
  const { data, error, response } = result;
  if (response.ok) return data as Data;
  const problem = problemOf(response.status, error);
  if (!endsSession(problem) || isAboutSession(askedAt.get(response) ?? '')) throw problem;
  // Of this session, and not of one before, whose last calls are answered only now.
  if (asked === logIns()) sessionOver.set(true);
  throw problem;
}
