/**
 * SigFollow's API as a typed client: every path, parameter, body and answer as `docs/openapi.json` has them. README.md
 * beside this file shows how it is used.
 */
import createFetchClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { Problem, paths } from './schema.ts';

export type * from './schema.ts';

export interface ClientOptions {
  /** Of the installation, such as `https://sigfollow.example.com`. */
  readonly baseUrl: string;
  /** Made by an administrator, or with `npm run admin -- key create`; it may do what its role may do. */
  readonly apiKey: string;
  /** Instead of the one that is everywhere: for a proxy, or tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** One method for each of HTTP, with the path as it stands in the document: `client.GET('/api/v1/me')`. */
export type SigFollowClient = Client<paths>;

/** Calls the API of one tenant. Nothing is sent before the first call. */
export function createClient({ baseUrl, apiKey, fetch }: ClientOptions): SigFollowClient {
  return createFetchClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    ...(fetch === undefined ? {} : { fetch }),
  });
}

/** What the API refused, or could not do. */
export class SigFollowError extends Error {
  /** As the API tells it: branch on its `code`. Null where something before the API answered. */
  readonly problem: Problem | null;
  readonly status: number;

  constructor(status: number, problem: Problem | null) {
    super(problem === null ? `answered ${status}` : [problem.title, problem.detail].filter(Boolean).join(': '));
    this.name = 'SigFollowError';
    this.problem = problem;
    this.status = status;
  }
}

/** What a call comes to, as `client.GET(…)` and the like give it. */
interface Result<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer of a call. @throws {SigFollowError} when it is none of success. */
export async function answerOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw new SigFollowError(response.status, isProblem(error) ? error : null);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error;
}
