import { request } from 'undici';
import type { KeptCredential } from '../../store/access/credentials.ts';
import { keptAs } from '../../store/access/credentials.ts';
import type { AnswerBody, Method, ProblemFields } from './api-answers.ts';
import { testSignal } from './running-test.ts';

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** The body of a refusal, with fields besides those that all problems can have. */
export const refusalOf = <More extends object>({ body }: Answer): ProblemFields & More => body as ProblemFields & More;

/** Calls the API as a program does. Calls are aborted when the test that made them is over. */
export class HttpClient {
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;

  constructor(baseUrl: string, headers: Record<string, string> = {}) {
    this.#baseUrl = baseUrl;
    this.#headers = headers;
  }

  /** Logs in and returns a client with the session. @throws when the log-in is refused. */
  static async login(baseUrl: string, user: { email: string; password: string }): Promise<HttpClient> {
    const { status, body, headers } = await new HttpClient(baseUrl).post('/api/v1/auth/login', {
      email: user.email,
      password: user.password,
    });
    if (status !== 200) throw new Error(`log-in failed: ${JSON.stringify(body)}`);
    const cookie = String([headers['set-cookie']].flat()[0]).split(';')[0]!;
    return new HttpClient(baseUrl, { cookie, 'x-csrf-token': body.csrfToken });
  }

  get headers(): Record<string, string> {
    return this.#headers;
  }

  /** The client's session, as the directory stores it. @throws when the client has none. */
  get credential(): KeptCredential {
    const token = this.#headers['cookie']?.replace('sid=', '');
    if (token === undefined) throw new Error('nobody is logged in');
    return keptAs('session', token);
  }

  /** @param body sent as JSON, except a Buffer or a string, which is sent as it is. */
  async call<Verb extends Uppercase<Method>, const Path extends string>(
    method: Verb,
    path: Path,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<AnswerBody<Lowercase<Verb>, Path>>> {
    const answer: unknown = await this.#call(method, path, body, headers);
    return answer as Answer<AnswerBody<Lowercase<Verb>, Path>>;
  }

  async #call(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    const answer = await request(`${this.#baseUrl}${path}`, {
      method,
      signal: testSignal(),
      headers: {
        ...this.#headers,
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as Buffer) : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not every answer is JSON.
    }
    return { status: answer.statusCode, body: parsed, headers: answer.headers };
  }

  get<const Path extends string>(path: Path): Promise<Answer<AnswerBody<'get', Path>>> {
    return this.call('GET', path);
  }

  post<const Path extends string>(
    path: Path,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<AnswerBody<'post', Path>>> {
    return this.call('POST', path, body, headers);
  }

  put<const Path extends string>(path: Path, body?: unknown): Promise<Answer<AnswerBody<'put', Path>>> {
    return this.call('PUT', path, body);
  }

  delete<const Path extends string>(path: Path): Promise<Answer<AnswerBody<'delete', Path>>> {
    return this.call('DELETE', path);
  }
}
