/**
 * A typed client of SigFollow's API: every path, parameter, body and answer, as described in `docs/openapi.json`.
 * README.md in this folder shows how to use it.
 */
import createFetchClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { Problem, paths } from './schema.ts';

export type * from './schema.ts';

export interface ClientOptions {
  /** The installation's address, such as `https://sigfollow.example.com`. */
  readonly baseUrl: string;
  /** An API key, created with `npm run admin -- key create`; it may do what its role may do. */
  readonly apiKey: string;
  /** Replaces the global `fetch`, for a proxy or in tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A method for each HTTP method, with paths as in the OpenAPI document: `client.GET('/api/v1/me')`. */
export type SigFollowClient = Client<paths>;

/** Creates a client for the tenant to which the API key belongs. Sends nothing by itself. */
export function createClient({ baseUrl, apiKey, fetch }: ClientOptions): SigFollowClient {
  return createFetchClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    ...(fetch === undefined ? {} : { fetch }),
  });
}

/** Thrown by `answerOf` for every answer that is not a success. */
export class SigFollowError extends Error {
  /** The problem (RFC 9457) of the API: branch on its `code`. Null when something else answered, such as a proxy. */
  readonly problem: Problem | null;
  readonly status: number;

  constructor(status: number, problem: Problem | null) {
    super(problem === null ? `answered ${status}` : [problem.title, problem.detail].filter(Boolean).join(': '));
    this.name = 'SigFollowError';
    this.problem = problem;
    this.status = status;
  }
}

/** The result of `client.GET(…)` and the other methods. */
interface Result<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of a successful answer.
 * @throws {SigFollowError} when the API answered with an error; what `fetch` throws when there was no answer.
 */
export async function answerOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw new SigFollowError(response.status, isProblem(error) ? error : null);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error;
}
