import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { Route } from '../../api/http/route.ts';
import { ROUTES } from '../../api/system/routes.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import type { Attempt } from '../support/fuzz/inputs.ts';
import { attempts } from '../support/fuzz/inputs.ts';
import type { FuzzPlace } from '../support/fuzz/place.ts';
import { fuzzPlace } from '../support/fuzz/place.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import { HttpClient as Client } from '../support/http-client.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let place: FuzzPlace;
let people: readonly Person[];
beforeAll(async () => {
  // Without a worker nothing that a request asks for is done outside.
  stack = await createStack({ worker: false, tenants: [{}] });
  const [admin, agent] = stack.tenants[0]!.users;
  people = [new Person(admin!), new Person(agent!)];
  place = await fuzzPlace(stack, await stack.admin(), new Set([admin!.id, agent!.id]));
});

/** The engine is there, but nobody works: what asks a workflow hears that. */
const NOBODY_WORKS = 'engine_unavailable';

class Person {
  #client: HttpClient | undefined;
  readonly #user: { readonly email: string; readonly password: string };

  constructor(user: { readonly email: string; readonly password: string }) {
    this.#user = user;
  }

  /** Logged in; anew where the session was ended by what came before. */
  async client(): Promise<HttpClient> {
    if (this.#client !== undefined && (await this.#client.get('/api/v1/me')).status !== 200) this.#client = undefined;
    return (this.#client ??= await Client.login(stack.baseUrl, this.#user));
  }
}

interface Try {
  readonly who: 'admin' | 'agent' | 'key';
  readonly id: string;
  readonly query: Attempt;
  readonly body: Attempt;
  readonly key: string | null;
}

function tries(route: Route): fc.Arbitrary<Try> {
  const none = fc.constant<Attempt>({ value: undefined, at: null });
  return fc.record({
    who: fc.constantFrom('admin' as const, 'admin' as const, 'agent' as const, 'key' as const),
    id: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...place.idsOf(route.path)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '%00',
          '1',
          '2147483648',
          '%F0%9F',
          'x'.repeat(3_000),
          '..%2f',
          '00000000-0000-0000-0000-000000000000',
        ),
      },
    ),
    query: route.query === undefined ? none : attempts(route.query, place.known),
    body: route.body === undefined ? none : attempts(route.body, place.known),
    key:
      route.idempotent === true
        ? fc.constantFrom(null, null, 'k', 'x'.repeat(255), 'x'.repeat(256), 'é\u00ff')
        : fc.constant(null),
  });
}

/** As programs write them; what is no text is written as JSON. */
function inAddress(query: unknown): string {
  if (typeof query !== 'object' || query === null)
    return query === undefined ? '' : `?${encodeURIComponent(JSON.stringify(query).toWellFormed()).slice(0, 4_000)}`;
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined
      ? []
      : Array.isArray(value)
        ? value.map(each => [name, each] as const)
        : [[name, value] as const],
  );
  const written = pairs.map(
    ([name, value]) =>
      `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent((typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed().slice(0, 2_000).toWellFormed())}`,
  );
  return `?${written.join('&')}`;
}

/** Whether the answer is one that the document promises. @returns what is wrong with it. */
function brokenPromise(route: Route, attempt: Try, { status, body, headers }: Answer): string | null {
  if (status >= 500)
    return (body as ProblemFields | null | undefined)?.code === NOBODY_WORKS ? null : `answers ${status}`;
  if (status >= 400) {
    if (headers['content-type'] !== 'application/problem+json; charset=utf-8')
      return `a problem comes as ${String(headers['content-type'])}`;
    const problem = body as ProblemFields;
    if (
      typeof problem.code !== 'string' ||
      typeof problem.title !== 'string' ||
      problem.status !== status ||
      typeof problem.requestId !== 'string'
    )
      return 'a problem lacks something';
    return problem.code === 'invalid_request' && status === 400 ? misled(attempt, problem) : null;
  }
  if (status !== (route.status ?? 200)) return `answers ${status}, which is not in the document`;
  if (!String(headers['content-type']).startsWith('application/json')) return null;
  const parsed = route.answer.safeParse(body);
  if (!parsed.success) return `the answer is not what the document says: ${JSON.stringify(parsed.error.issues[0])}`;
  return JSON.stringify(unknownOf(body, parsed.data)) === '[]'
    ? null
    : `the answer has fields the document does not know: ${unknownOf(body, parsed.data).join(', ')}`;
}

/** Fields that a schema did not know. */
function unknownOf(given: unknown, known: unknown, path = ''): string[] {
  if (typeof given !== 'object' || given === null || typeof known !== 'object' || known === null) return [];
  return Object.keys(given).flatMap(name =>
    name in known
      ? unknownOf(given[name as keyof typeof given], known[name as keyof typeof known], `${path}.${name}`)
      : [`${path}.${name}`],
  );
}

/**
 * A request that is wrong in one place names that place, or what it is in, or a field beside it that does not go with
 * it.
 */
function misled(
  { query, body: sent }: Try,
  { field, errors }: { readonly field?: unknown; readonly errors?: unknown },
): string | null {
  if (typeof field !== 'string' || field === '') return 'a wrong request without the field';
  if (errors === undefined || (query.at === null) === (sent.at === null)) return null;
  const at = (sent.at ?? query.at ?? []).map(String);
  const named = ['body', 'query'].includes(field) ? [] : field.split('.');
  const around = at.slice(0, -1);
  const near = (left: readonly string[], right: readonly string[]): boolean =>
    left.every((step, index) => index >= right.length || step === right[index]);
  return near(around, named) ? null : `the field named is ${field}, the wrong one ${at.join('.')}`;
}

const RUNS = size({ quick: 6, full: 250 });

afterAll(() => stack.close());

test.each(ROUTES.map(route => [`${route.method} ${route.path}`, route] as const))('%s', async (_, route) => {
  await fc.assert(
    fc.asyncProperty(tries(route), async attempt => {
      const asked =
        attempt.who === 'key' || route.roles === 'anonymous'
          ? stack.api()
          : await people[attempt.who === 'admin' ? 0 : 1]!.client();
      const path = `/api/v1${route.path.replace(/\{\w+\}/, attempt.id).replace(/\{\w+\}/, attempt.id)}${inAddress(attempt.query.value)}`;
      const { body } = attempt;
      const answer = await asked.call(
        route.method.toUpperCase() as 'POST',
        path,
        typeof body.value === 'string' ? JSON.stringify(body.value) : body.value,
        {
          ...(body.value === undefined ? {} : { 'content-type': 'application/json' }),
          ...(attempt.key === null ? {} : { 'idempotency-key': attempt.key }),
        },
      );
      expect({ answer: answer.body, broken: brokenPromise(route, attempt, answer) }).toEqual({
        answer: answer.body,
        broken: null,
      });
    }),
    { numRuns: RUNS, endOnFailure: true, seed: random(`fuzz ${route.method} ${route.path}`).below(2 ** 31) },
  );
});
