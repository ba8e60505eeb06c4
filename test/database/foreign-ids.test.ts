/**
 * Ids of other tenants, and of conversations the caller may not see, in every place that takes an id: nothing is
 * disclosed, nothing is changed.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { z } from 'zod';
import { encodeCursor } from '../../api/http/cursor.ts';
import type { Route } from '../../api/http/route.ts';
import { ROUTES } from '../../api/system/routes.ts';
import { writes } from '../support/ai.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import { placesOf, placesOfIds, replaced, valid } from '../support/fuzz/inputs.ts';
import { rightBodies, templateWith, TEMPLATE_HEADERS } from '../support/fuzz/right-bodies.ts';
import type { KnownIds } from '../support/fuzz/things.ts';
import { knownIds, makeThings } from '../support/fuzz/things.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** They stand in every text and name of the other tenant, and of the conversations that the agent may not see. */
const FOREIGN = 'zqforeign';
const HIDDEN = 'zqhidden';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ONE_ID = new RegExp(`^${UUID}$`);
const idsIn = (text: string): string[] => text.match(new RegExp(UUID, 'g')) ?? [];
/**
 * Where ids that nobody knows are taken as they are: they name nothing that exists, or what does not exist is left out.
 */
const TAKES_ANY = new Set([
  'POST /bulk-actions select.ids',
  'PUT /routing rules.id',
  'POST /routing/simulate policy.rules.id',
  'POST /routing/simulate numberId',
  'POST /mentions/seen messageIds',
]);
/** Rules are called as whoever writes them likes. */
const CHOSEN = 'PUT /routing rules.id';
/** A policy that is only tried names what it names: it is not in force. */
const takesAny = (place: string): boolean => TAKES_ANY.has(place) || / policy\./.test(place);
/** Said of a message that waits in no line of this conversation, whatever it is elsewhere. */
const NAMES_NONE = new Set(['message_not_cancelable', 'message_not_resendable']);
/** Nothing of somebody else is asked for by these, and they would end the session that asks. */
const LEFT_OUT = new Set(['POST /auth/login', 'POST /auth/logout']);

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
/** Ids of the other tenant, and of what the agent may not see, each with all that a search for leaks looks for. */
let foreign: readonly string[];
let hidden: readonly string[];
/** The asker's own. */
let own: KnownIds;
let probes = 0;

beforeAll(async () => {
  stack = await createStack({
    worker: false,
    tenants: [{ name: 'Own' }, { name: FOREIGN, agents: [`${FOREIGN} Ann`, `${FOREIGN} Ben`] }],
  });
  [admin, agent] = [await stack.admin(), await stack.agent(0)];
  const [mine, other] = stack.tenants;
  const [others, ownQueue] = mine!.queues;
  expect((await admin.put(`/api/v1/agents/${mine!.users[1]!.id}`, { queueIds: [ownQueue!.id] })).status).toBe(200);
  const seen = await withSomethingOfEverything(admin, 0, 'plain');
  await addTemplates();
  own = await knownIds(admin);
  await withSomethingOfEverything(await stack.admin(1), 1, FOREIGN);
  for (const id of seen) {
    expect((await admin.post(`/api/v1/conversations/${id}/transfer`, { queueId: ownQueue!.id })).status).toBe(200);
    expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: mine!.users[1]!.id })).status).toBe(200);
  }
  const invisible = await Promise.all(
    [1, 2, 3].map(index => writes(stack, `4917000000${index}`, `${HIDDEN} words ${index}`)),
  );
  for (const id of invisible) {
    expect((await admin.post(`/api/v1/conversations/${id}/transfer`, { queueId: others!.id })).status).toBe(200);
    expect((await admin.post(`/api/v1/conversations/${id}/notes`, { text: `${HIDDEN} note` })).status).toBe(201);
  }
  foreign = await idsWhere('tenant_id = $1', [other!.id]);
  hidden = await idsWhere('conversation_id = ANY($1)', [invisible]).then(async ids => [
    ...ids,
    ...invisible,
    ...(
      await stack.db.admin.query<{ id: string }>('SELECT contact_id AS id FROM conversation WHERE id = ANY($1)', [
        invisible,
      ])
    ).rows.map(row => row.id),
  ]);
  expect([foreign.length > 20, hidden.length > 8]).toEqual([true, true]);
});
afterAll(() => stack.close());

/** One of everything the tenant can make, and two conversations with a note. */
async function withSomethingOfEverything(who: HttpClient, tenant: number, mark: string): Promise<string[]> {
  await makeThings(who, `${mark} `);
  const conversations = await Promise.all(
    [1, 2].map(index => writes(stack, `49160${tenant}00000${index}`, `${mark} words ${index}`, tenant)),
  );
  for (const id of conversations)
    expect((await who.post(`/api/v1/conversations/${id}/notes`, { text: `${mark} note` })).status).toBe(201);
  return conversations;
}

/** Ids of all rows of all tables of which this is so, as far as they have the columns. */
async function idsWhere(condition: string, values: unknown[]): Promise<string[]> {
  const column = condition.split(' ')[0]!;
  const { rows: tables } = await stack.db.admin.query<{ table_name: string }>(
    `
      SELECT a.table_name
      FROM information_schema.columns a JOIN information_schema.columns b USING (table_schema, table_name)
      WHERE table_schema = 'public' AND a.column_name = 'id' AND a.data_type = 'uuid' AND b.column_name = $1
      ORDER BY 1`,
    [column],
  );
  const found = await Promise.all(
    tables.map(({ table_name: table }) =>
      stack.db.admin.query<{ id: string }>(`SELECT id FROM "${table}" WHERE ${condition} LIMIT 5`, values),
    ),
  );
  return [...new Set(found.flatMap(({ rows }) => rows.map(row => row.id)))];
}

/** Templates that a file of ours can go with. */
async function addTemplates(): Promise<void> {
  for (const kind of TEMPLATE_HEADERS)
    await stack.db.admin.query(
      `
        INSERT INTO message_template (
          id,
          tenant_id,
          waba_id,
          meta_id,
          name,
          language,
          category,
          status,
          components,
          synced_at
        )
        SELECT gen_random_uuid(), tenant_id, waba_id, $2, $2, 'en', 'UTILITY', 'APPROVED', $3, now()
        FROM business_number
        WHERE tenant_id = $1`,
      [
        stack.tenants[0]!.id,
        templateWith(kind),
        JSON.stringify([
          { type: 'HEADER', format: kind.toUpperCase() },
          { type: 'BODY', text: 'Hello.' },
        ]),
      ],
    );
}

/**
 * All that is stored of the other tenant, and of the hidden conversations, as one number. Counts are left out: they are
 * added up meanwhile.
 */
async function contents(): Promise<string> {
  const { rows: tables } = await stack.db.admin.query<{ table_name: string }>(
    `
      SELECT table_name
      FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'tenant_id' AND table_name NOT LIKE 'conversation_count%'
      ORDER BY 1`,
  );
  const sums = await Promise.all(
    tables.map(({ table_name: table }) =>
      stack.db.admin.query<{ sum: string | null }>(
        `SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS sum FROM "${table}" t WHERE tenant_id = $1`,
        [stack.tenants[1]!.id],
      ),
    ),
  );
  const kept = await Promise.all(
    ['message', 'conversation_event', 'media', 'suggestion', 'consult', 'offer'].map(table =>
      stack.db.admin.query<{ sum: string | null }>(
        `
          SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS sum
          FROM "${table}" t
          WHERE conversation_id = ANY($1)`,
        [hidden],
      ),
    ),
  );
  return [...sums, ...kept].map(({ rows }) => rows[0]?.sum ?? '-').join();
}

const known = (field: string): readonly string[] => own.fields[field] ?? own.all;

/** The path with own ids in it, but for the parameter that is probed. */
function pathOf(route: Route, probed: string | null, id: string): string {
  const [, ofPath] = Object.entries(own.paths).find(([prefix]) => route.path.startsWith(prefix)) ?? [];
  const filled = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === probed) return id;
    if (name === 'id') return (ofPath ?? own.all)[0]!;
    if (name === 'messageId') return known(name)[0]!;
    // Names, languages and versions are no ids of anything.
    return ONE_ID.test(id) && /Id$/.test(name) ? own.all[0]! : '1';
  });
  // What is probed must be what it seems: “/undefined” is nobody's.
  if (/undefined|null|NaN|\{/.test(filled)) throw new Error(`the path ${filled} of ${route.path} holds no id`);
  return `/api/v1${filled}`;
}

type Path = readonly (string | number)[];

/** Places of a value that hold an id. */
const idPlaces = (value: unknown): Path[] =>
  placesOf(value).filter(at =>
    isId(at.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], value)),
  );
const isId = (value: unknown): boolean => typeof value === 'string' && ONE_ID.test(value);

/** Without numbers of lists: `rules.id`. */
const nameOf = (at: Path): string => at.filter(step => typeof step === 'string').join('.');

/** What is not the asker's, and is not to be told. */
interface Secrets {
  readonly words: readonly string[];
  readonly ids: ReadonlySet<string>;
}

/** What an answer tells of secrets: words, and ids that the request did not hold. */
function leaks(answer: string, request: string, { words, ids }: Secrets): string[] {
  return [
    ...words.filter(word => answer.includes(word)),
    ...idsIn(answer).filter(id => ids.has(id) && !request.includes(id)),
  ];
}

const OF_ADMIN = (): Secrets => ({ words: [FOREIGN], ids: new Set(foreign) });
const OF_AGENT = (): Secrets => ({ words: [FOREIGN, HIDDEN], ids: new Set([...foreign, ...hidden]) });

interface Probe {
  readonly place: string;
  readonly path: string;
  readonly body?: unknown;
  /** Right but for the id, by construction and not by chance: it has to come as far as the id. */
  readonly right: boolean;
}

/** Inputs drawn for a route, beside those that are right by construction. */
const drawn = (): number => size({ quick: 6, full: 30 });

/** Probes of every place of a route that takes an id: path, query, cursor, body. */
function probesOf(route: Route, ids: readonly string[]): Probe[] {
  const name = `${route.method.toUpperCase()} ${route.path}`;
  const { pick, below } = random(`foreign ids: ${name} ${ids.length}`);
  const times = <T>(make: () => T): T[] => Array.from({ length: drawn() }, make);
  const sample = (schema: z.ZodType): unknown[] =>
    fc.sample(
      valid(schema, known).filter(value => schema.safeParse(value).success),
      { numRuns: drawn(), seed: below(2 ** 31) },
    );
  const written = rightBodies(own)[name] ?? [];
  const bodies = [
    ...written.map(body => ({ body, right: true })),
    ...(route.body === undefined ? times(() => undefined) : sample(route.body)).map(body => ({ body, right: false })),
  ];
  const parameters = [...route.path.matchAll(/\{(\w+)\}/g)]
    .map(match => match[1]!)
    .filter(each => /^id$|Id$/.test(each));
  // The thing that a path names is looked for before what a body names.
  const inPath = parameters.flatMap(parameter =>
    bodies.map(({ body }) => ({
      place: `${name} {${parameter}}`,
      path: pathOf(route, parameter, pick(ids)),
      body,
      right: true,
    })),
  );
  const inBody = bodies.flatMap(({ body, right }) =>
    idPlaces(body).map(at => ({
      place: `${name} ${nameOf(at)}`,
      path: pathOf(route, null, ''),
      body: replaced(body, at, pick(ids)),
      right,
    })),
  );
  const queries =
    route.query === undefined
      ? []
      : sample(route.query).flatMap(query =>
          idPlaces(query).map(at => ({ at, query: replaced(query, at, pick(ids)) as Record<string, unknown> })),
        );
  const inQuery = queries.map(({ at, query }) => ({
    place: `${name} ?${nameOf(at)}`,
    path: `${pathOf(route, null, '')}?${new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value === undefined || key === 'cursor' ? [] : [[key, String(value as string | number | boolean)] as [string, string]]))).toString()}`,
    right: false,
  }));
  const cursors =
    route.query !== undefined && 'cursor' in ((route.query as unknown as { shape?: object }).shape ?? {})
      ? times(() => ({
          place: `${name} ?cursor`,
          path: `${pathOf(route, null, '')}?cursor=${encodeCursor({ at: '2090-01-01T00:00:00.000Z', id: pick(ids) })}`,
          right: false,
        }))
      : [];
  return [...inPath, ...inBody, ...inQuery, ...cursors];
}

/**
 * Whether the probe came as far as the id: it was looked for and not found, or the answer names its place, or the list
 * that holds it.
 */
const reached = (place: string, { status, body }: Answer<ProblemFields>): boolean =>
  NAMES_NONE.has(body.code!) ||
  status === 404 ||
  ((status < 300 || status === 409) && takesAny(place)) ||
  (status >= 400 && typeof body.field === 'string' && names(body.field, place));
const names = (field: string, place: string): boolean =>
  `${place.split(' ').at(-1)}.`.startsWith(`${field.replaceAll(/\.\d+/g, '')}.`);

test('a right body is written for every place of every route that takes an id', () => {
  const routes = new Map(ROUTES.map(route => [`${route.method.toUpperCase()} ${route.path}`, route]));
  const written = rightBodies(own);
  expect(Object.keys(written).filter(name => !routes.has(name))).toEqual([]);
  const missing = [...routes]
    .filter(([name]) => !LEFT_OUT.has(name))
    .flatMap(([name, { body }]) => {
      const known = new Set((written[name] ?? []).flatMap(each => idPlaces(each).map(nameOf)));
      return body === undefined
        ? []
        : placesOfIds(body)
            .filter(place => !known.has(place))
            .map(place => `${name} ${place}`);
    });
  expect(missing).toEqual([]);
});

describe.each([
  'another tenant’s, asked for by an administrator',
  'another tenant’s, asked for by an agent',
  'hidden ones, asked for by an agent',
] as const)('ids: %s', kind => {
  const routes = ROUTES.filter(
    route =>
      !LEFT_OUT.has(`${route.method.toUpperCase()} ${route.path}`) &&
      Array.isArray(route.roles) &&
      route.roles.includes(kind.endsWith('agent') ? 'AGENT' : 'TENANT_ADMIN'),
  );

  test('in every place of every route nothing is told and nothing changed', async () => {
    // What is named here is right but for the probed id: anything else would show nothing.
    const [who, ids] = [kind.endsWith('agent') ? agent : admin, kind.startsWith('hidden') ? hidden : foreign];
    const secrets = kind.endsWith('agent') ? OF_AGENT() : OF_ADMIN();
    const before = await contents();
    const came = new Map<string, true | string>();
    // Names that the asker itself chose for things of its own, such as of a rule: they are told again wherever the
    // thing is.
    const chosen = new Set<string>();
    for (const route of routes) {
      for (const { place, path, body, right } of probesOf(route, ids)) {
        const answer = await who.call(
          route.method.toUpperCase() as 'GET',
          path,
          route.method === 'get' ? undefined : body,
        );
        probes += 1;
        const [told, asked] = [JSON.stringify(answer.body), JSON.stringify([path, body])];
        expect({ place, leaks: leaks(told, asked, secrets).filter(each => !chosen.has(each)) }).toEqual({
          place,
          leaks: [],
        });
        if (place === CHOSEN && answer.status < 300) for (const id of idsIn(asked)) chosen.add(id);
        if (!place.includes('?') && !takesAny(place))
          expect([place, answer.status, answer.status >= 400]).toEqual([place, answer.status, true]);
        if (right && came.get(place) !== true)
          came.set(place, reached(place, answer) || `${answer.status} ${answer.body.code} ${answer.body.field}`);
      }
    }
    expect(await contents()).toBe(before);
    // A probe that is refused for another reason shows nothing.
    expect([...came].filter(([, arrived]) => arrived !== true)).toEqual([]);
  });
});

test('a socket that resumes from the beginning hears of nothing but its own', async () => {
  for (const who of [admin, agent]) {
    const socket = await LiveSocket.open(stack.baseUrl, who);
    const { cursor } = await socket.hears(message => message.type === 'ready', 'the greeting');
    for (const from of ['0.0', '1.1', cursor]) socket.say({ type: 'resume', cursor: from });
    socket.say({ type: 'ping' });
    await socket.hears(message => message.type === 'pong', 'all that came before');
    expect(leaks(JSON.stringify(socket.told), '', who === agent ? OF_AGENT() : OF_ADMIN())).toEqual([]);
  }
});

test('a link to a file is good for that file alone', async () => {
  const linkTo = (mediaId: string): string =>
    stack.app.mediaLinks.path({
      tenantId: stack.tenants[0]!.id,
      mediaId,
      part: 'content',
      expiresAt: Date.now() + 60_000,
      credential: agent.credential,
    });
  const link = linkTo(own.all[0]!);
  const signature = link.split('.').at(-1)!;
  for (const id of [...foreign, ...hidden]) {
    const forged = Buffer.from(
      JSON.stringify([
        stack.tenants[1]!.id,
        id,
        'content',
        Date.now() + 60_000,
        'session',
        agent.credential.hash.toString('base64url'),
      ]),
    ).toString('base64url');
    probes += 1;
    expect((await admin.get(`/media/${forged}.${signature}`)).status).toBe(404);
    expect((await admin.get(linkTo(id))).status).toBe(404);
  }
});

test('these were enough', () => {
  expect(probes).toBeGreaterThan(size({ quick: 1_000, full: 5_000 }));
});
