import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import type { ProblemFields } from '../support/api-answers.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { watchPresence } from '../../workers/presence-watch.ts';

let stack: Stack;
let admin: HttpClient;
let numberId: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack();
  admin = stack.api();
  numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
});
afterAll(() => stack.close());

const made = async <const Path extends string>(path: Path, body: object) => {
  const answer = await admin.post(path, body);
  expect([answer.status, (answer.body as ProblemFields).code]).toEqual([201, undefined]);
  return answer.body;
};
const skill = async (name: string): Promise<string> =>
  (await made('/api/v1/skills', { name: `${name} ${++serial}` })).id;
/** Nothing here is about offers that nobody takes: they last longer than any machine needs. */
const queue = (more: object = {}) =>
  made('/api/v1/queues', { name: `Queue ${++serial}`, acceptTimeoutMs: 3_600_000, ...more });
/** A new agent, online. */
async function agent(more: object = {}): Promise<{ id: string; client: HttpClient }> {
  const email = `new${++serial}@example.com`;
  const { id } = await made('/api/v1/agents', { name: `Agent ${serial}`, email, password: 'a long password', ...more });
  const client = await HttpClient.login(stack.baseUrl, { email, password: 'a long password' });
  expect(
    (
      await client.post('/api/v1/auth/password', {
        currentPassword: 'a long password',
        newPassword: 'a longer password of one’s own',
      })
    ).status,
  ).toBe(200);
  await client.put('/api/v1/me/presence', { presence: 'online' });
  return { id, client };
}
const rule = (word: string, route: object, when: object = {}): object => ({
  id: randomUUID(),
  name: `says ${word}`,
  when: { words: [word], ...when },
  route,
});
async function rules(list: readonly object[], hours: object | null = null) {
  const { version } = (await admin.get('/api/v1/routing')).body;
  const answer = await admin.put('/api/v1/routing', { version, rules: list, hours });
  expect(answer.status).toBe(200);
  return answer.body;
}
async function says(text: string): Promise<string> {
  const from = `49700${String(++serial).padStart(6, '0')}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, text }));
  return (await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.contact.waId === from)!.id;
}
const now = async (id: string) => (await admin.get(`/api/v1/conversations/${id}`)).body;
const becomes = (id: string, wanted: object) =>
  eventually(() => now(id), `it becomes ${JSON.stringify(wanted)}`, {
    until: seen => Object.entries(wanted).every(([key, value]) => seen[key as keyof typeof seen] === value),
  });
const story = async (id: string) => (await admin.get(`/api/v1/conversations/${id}/offers`)).body.items;

describe('an agent of several queues', () => {
  /**
   * What waits in two queues while the agent is away, the older in the second; then it has room for one.
   * @returns which it is offered.
   */
  async function served(ranks: readonly [number, number]): Promise<'first' | 'second'> {
    const [first, second] = [await queue(), await queue()];
    await rules([rule('first', { queueId: first.id }), rule('second', { queueId: second.id })]);
    const one = await agent({
      queues: [
        { queueId: first.id, rank: ranks[0] },
        { queueId: second.id, rank: ranks[1] },
      ],
      max: 1,
    });
    await one.client.put('/api/v1/me/presence', { presence: 'away' });
    const older = await says('second');
    const younger = await says('first');
    await one.client.put('/api/v1/me/presence', { presence: 'online' });
    const offered = await eventually(
      async () => (await one.client.get('/api/v1/offers')).body.items[0]?.conversationId,
      'an offer',
    );
    await rules([]);
    for (const id of [older, younger]) await admin.post(`/api/v1/conversations/${id}/close`);
    return offered === older ? 'second' : 'first';
  }
  test('serves who has waited longest in all of them, ten times out of ten', async () => {
    const got: string[] = [];
    for (let round = 0; round < 10; round++) got.push(await served([1, 1]));
    expect(got).toEqual(Array(10).fill('second'));
  });
  test('one of a better rank counts as waiting for ten minutes longer', async () => {
    expect(await served([1, 2])).toBe('first');
    expect(await served([2, 1])).toBe('second');
  });
});

describe('teams and presences', () => {
  test('a team brings its members into its queues and out again; what an agent has itself stays', async () => {
    const [own, shared] = [await queue(), await queue()];
    const one = await agent({ queueIds: [own.id] });
    const team = await made('/api/v1/teams', {
      name: `Team ${++serial}`,
      agentIds: [one.id],
      queues: [
        { queueId: shared.id, rank: 3 },
        { queueId: own.id, rank: 5 },
      ],
    });
    const queues = async () => (await admin.get('/api/v1/agents')).body.items.find(each => each.id === one.id)!.queues;
    expect(await queues()).toEqual([
      { queueId: own.id, rank: 1, byTeam: false },
      { queueId: shared.id, rank: 3, byTeam: true },
    ]);
    await rules([rule('shared', { queueId: shared.id })]);
    await becomes(await says('shared'), { state: 'offered', agentId: one.id });
    expect((await admin.put(`/api/v1/teams/${team.id}`, { queues: [] })).body).toMatchObject({
      agentIds: [one.id],
      queues: [],
    });
    expect(await queues()).toEqual([{ queueId: own.id, rank: 1, byTeam: false }]);
    expect((await admin.post('/api/v1/teams', { name: team.name })).body).toMatchObject({
      code: 'team_exists',
      field: 'name',
    });
    expect((await admin.put(`/api/v1/teams/${team.id}`, { agentIds: [randomUUID()] })).body).toMatchObject({
      code: 'invalid_request',
      field: 'agentIds',
    });
    expect([
      (await admin.delete(`/api/v1/teams/${team.id}`)).status,
      (await admin.delete(`/api/v1/teams/${team.id}`)).status,
    ]).toEqual([200, 404]);
    await rules([]);
  });

  test('a presence of the tenant’s own leaves less room', async () => {
    const { id: queueId } = await queue();
    await rules([rule('few', { queueId })]);
    const status = await made('/api/v1/presences', { name: `On the phone ${++serial}`, presence: 'online', max: 1 });
    const one = await agent({ queueIds: [queueId], max: 3 });
    expect((await one.client.put('/api/v1/me/presence', { statusId: status.id })).body).toMatchObject({
      presence: 'online',
      presenceReason: status.name,
      max: 3,
      room: 1,
    });
    const [first, second] = [await says('few'), await says('few')];
    await becomes(first, { state: 'offered' });
    expect((await admin.post(`/api/v1/conversations/${second}/assign`, { agentId: one.id })).body.code).toBe(
      'capacity_exceeded',
    );
    await one.client.put('/api/v1/me/presence', { presence: 'online' });
    await becomes(second, { state: 'offered' });
    expect((await one.client.put('/api/v1/me/presence', { statusId: status.id, presence: 'busy' })).body.code).toBe(
      'invalid_request',
    );
    expect((await admin.delete(`/api/v1/presences/${status.id}`)).status).toBe(200);
    expect((await one.client.put('/api/v1/me/presence', { statusId: status.id })).body).toMatchObject({
      code: 'invalid_request',
      field: 'statusId',
    });
    await rules([]);
  });

  test('whoever is logged out by the clock is offline, and its session has ended', async () => {
    const one = await agent({});
    const logoutAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await one.client.put('/api/v1/me/presence', { presence: 'online', logoutAt })).body).toMatchObject({
      logoutAt,
    });
    expect(
      (await one.client.put('/api/v1/me/presence', { presence: 'online', logoutAt: new Date(0).toISOString() })).body,
    ).toMatchObject({ code: 'invalid_request', field: 'logoutAt' });
    const look = (at: number) =>
      watchPresence(
        {
          database: stack.db.database,
          tenants: { all: () => Promise.resolve([stack.tenants[0]!.id]) },
          log: pino({ level: 'silent' }),
        },
        at,
      );
    const seen = async () => (await admin.get('/api/v1/agents')).body.items.find(each => each.id === one.id);
    await look(Date.parse(logoutAt) - 1);
    expect(await seen()).toMatchObject({ presence: 'online', logoutAt });
    await look(Date.parse(logoutAt));
    expect(await seen()).toMatchObject({ presence: 'offline', presenceReason: 'scheduled', logoutAt: null });
    expect((await one.client.get('/api/v1/me')).status).toBe(401);
  });
});

describe('what is known about the contact', () => {
  test('a VIP, a tag, an attribute and a language bring the next conversation elsewhere', async () => {
    const queues = await Promise.all(Array.from({ length: 4 }, () => queue()));
    const wanted = [
      { vip: true, languages: ['de'] },
      { tags: ['trade'] },
      { attributes: { plan: 'gold' } },
      { languages: ['fr'] },
    ];
    await rules(
      wanted.map((when, index) => ({
        id: randomUUID(),
        name: `known ${index}`,
        when,
        route: { queueId: queues[index]!.id },
      })),
    );
    const known = async (facts: object): Promise<string> => {
      const first = await now(await says('hm'));
      expect((await admin.put(`/api/v1/contacts/${first.contact.id}`, facts)).status).toBe(200);
      expect((await admin.get(`/api/v1/contacts/${first.contact.id}`)).body).toMatchObject(facts);
      await admin.post(`/api/v1/conversations/${first.id}/close`);
      await postWebhook(
        stack.baseUrl,
        textBody({
          phoneNumberId: stack.tenants[0]!.phoneNumberId,
          from: first.contact.waId!,
          text: 'Wo bleibt eigentlich mein Paket?',
        }),
      );
      return (await now(first.id)).queueId!;
    };
    expect(
      await Promise.all([
        known({ vip: true }),
        known({ tags: ['north', 'trade'] }),
        known({ attributes: { plan: 'gold', city: 'Rome' } }),
        known({ vip: true, language: 'fr' }),
      ]),
    ).toEqual(queues.map(each => each.id));
    expect((await now(await says('Bonjour, je voudrais un remboursement'))).queueId).toBe(queues[3]!.id);
    const tried = (
      await admin.post('/api/v1/routing/simulate', { numberId, text: 'hm', contact: { vip: true, language: 'de' } })
    ).body;
    expect(tried.queue.id).toBe(queues[0]!.id);
    expect(
      (await admin.put(`/api/v1/contacts/${(await now(await says('x'))).contact.id}`, { language: 'german' })).body,
    ).toMatchObject({ code: 'invalid_request', field: 'language' });
    await rules([]);
  });
});

describe('a new administrator, through the API alone', () => {
  test('names a skill, adds a queue and agents, writes a rule; the message goes to who can do it, and why is told', async () => {
    const french = await skill('French');
    const { id: queueId } = await queue({ strategy: 'most_skilled' });
    const [none, some, best] = [
      await agent({ queueIds: [queueId] }),
      await agent({ queueIds: [queueId], skills: [{ skillId: french, level: 2 }] }),
      await agent({ queueIds: [queueId], skills: [{ skillId: french, level: 5 }] }),
    ];
    const wanted = rule('bonjour', { queueId, priority: 2, needs: [{ skillId: french, level: 2 }] });
    const { version } = await rules([wanted]);
    const tried = (await admin.post('/api/v1/routing/simulate', { numberId, text: 'Bonjour!' })).body;
    expect([
      tried.rule!.name,
      tried.queue.id,
      tried.agent!.id,
      tried.passedOver.find(each => each.agentId === none.id)!.why,
    ]).toEqual(['says bonjour', queueId, best.id, 'lacks_skill']);
    expect((await admin.post('/api/v1/routing/simulate', { numberId, text: 'Hello!' })).body.rule).toBeNull();

    const id = await says('Bonjour, vous êtes là ?');
    await becomes(id, { state: 'offered', agentId: best.id, queueId, priority: 2 });
    const [told] = await story(id);
    expect(told).toMatchObject({
      agentId: best.id,
      rule: { name: 'says bonjour', version },
      decision: {
        strategy: 'most_skilled',
        sticky: false,
        placeInLine: 1,
        considered: 3,
        needs: [{ skillId: french, level: 2 }],
      },
    });
    expect(Object.fromEntries(told!.decision!.passedOver.map(each => [each.agentId, each.why]))).toEqual({
      [none.id]: 'lacks_skill',
      [some.id]: 'later_in_line',
    });
    expect((await best.client.post(`/api/v1/offers/${(await now(id)).offerId}/accept`)).status).toBe(200);
    const audit = (
      await stack.db.admin.query<{ action: string }>('SELECT action FROM audit WHERE tenant_id = $1 ORDER BY at', [
        stack.tenants[0]!.id,
      ])
    ).rows.map(row => row.action);
    expect(audit).toEqual(expect.arrayContaining(['skill.create', 'queue.create', 'agent.create', 'routing.change']));
  });

  test('who waits for a skill nobody has holds up nobody, and is matched when somebody gets it', async () => {
    const rare = await skill('Rare');
    const { id: queueId } = await queue();
    await rules([rule('rare', { queueId, needs: [{ skillId: rare, level: 1 }] }), rule('plain', { queueId })]);
    const waiting = [await says('rare one'), await says('rare two')];
    const { id } = await agent({ queueIds: [queueId], max: 1 });
    const plain = await says('plain');
    await becomes(plain, { state: 'offered', agentId: id });
    for (const each of waiting) expect((await now(each)).state).toBe('queued');
    await admin.put(`/api/v1/agents/${id}`, { skills: [{ skillId: rare, level: 1 }], max: 2 });
    await becomes(waiting[0]!, { state: 'offered', agentId: id });
    expect((await now(waiting[1]!)).state).toBe('queued');
    const { items } = (await admin.get('/api/v1/board')).body;
    expect(items.find(each => each.queueId === queueId)).toMatchObject({
      waiting: 1,
      offered: 2,
      active: 0,
      free: 0,
      agents: { online: 1, offline: 0 },
      // Who is being offered waits, too, and has waited longer (defect 20 of the workbench's audit).
      oldestSince: (await now(waiting[0]!)).enqueuedAt,
    });
  });

  test('rules follow the hours, the pattern and who comes back; the first that matches counts', async () => {
    const [first, second] = [(await queue()).id, (await queue()).id];
    const days = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [{ from: '00:00', to: '24:00' }]]),
    );
    const policy = {
      rules: [
        { id: randomUUID(), name: 'night', when: { hours: 'closed' }, route: { queueId: second } },
        rule('x', { queueId: first }, { words: undefined, pattern: 'order #?[0-9]+' }),
        { id: randomUUID(), name: 'back', when: { returning: true }, route: { queueId: second, priority: 1 } },
      ],
      hours: { timeZone: 'Europe/Berlin', week: days, holidays: ['2026-12-25'] },
    };
    const where = async (more: object): Promise<string | null> =>
      (await admin.post('/api/v1/routing/simulate', { numberId, policy, ...more })).body.rule?.name ?? null;
    expect(await where({ text: 'where is order #4711?', returning: true })).toBe('says x');
    expect(await where({ text: 'hello', returning: true })).toBe('back');
    expect(await where({ text: 'hello' })).toBeNull();
    expect(await where({ text: 'order 1', at: '2026-12-25T12:00:00+01:00' })).toBe('night');
  });

  test('two who change an agent at once: one after the other, and the later one counts', async () => {
    const [one, two] = [await skill('One'), await skill('Two')];
    const { id } = await agent();
    for (let round = 0; round < 10; round++) {
      const sets = [
        [
          { skillId: one, level: 1 },
          { skillId: two, level: 1 },
        ],
        [{ skillId: one, level: 2 }],
        [{ skillId: two, level: 3 }],
      ];
      const answers = await Promise.all(sets.map(skills => admin.put(`/api/v1/agents/${id}`, { skills })));
      expect(answers.map(each => each.status)).toEqual([200, 200, 200]);
      expect(sets.map(each => JSON.stringify([...each].sort((a, b) => (a.skillId < b.skillId ? -1 : 1))))).toContain(
        JSON.stringify((await admin.get('/api/v1/agents')).body.items.find(each => each.id === id)!.skills),
      );
    }
  });

  test('a change meets the newest version or is refused; each version is kept', async () => {
    const before = (await admin.get('/api/v1/routing')).body;
    for (let round = 0; round < 20; round++) {
      const body = { version: before.version + round, rules: [], hours: null };
      const answers = await Promise.all([1, 2, 3].map(() => admin.put('/api/v1/routing', body)));
      expect(answers.map(each => each.status).sort()).toEqual([200, 409, 409]);
      for (const each of answers.filter(answer => answer.status === 409))
        expect([each.body.code, each.body.version]).toEqual(['routing_changed', before.version + round + 1]);
    }
    expect((await admin.get(`/api/v1/routing/versions/${before.version}`)).body).toMatchObject({
      version: before.version,
      rules: before.rules,
    });
    expect((await admin.get('/api/v1/routing/versions/999999')).status).toBe(404);
  });
});

describe('routing steps', () => {
  test('lower what is needed, then move to another queue, at the time the contact began to wait', async () => {
    const deep = await skill('Deep');
    const { id: other } = await queue();
    const steps = (lowerMs: number, moveMs: number): object => ({
      steps: [
        { afterMs: lowerMs, action: 'lower', level: 2 },
        { afterMs: moveMs, action: 'queue', queueId: other },
      ],
    });
    const { id: queueId } = await queue(steps(1_000, 3_600_000));
    const [helper, late] = [
      await agent({ queueIds: [queueId], skills: [{ skillId: deep, level: 2 }], max: 1 }),
      await agent({
        queueIds: [other],
        skills: [
          { skillId: deep, level: 1 },
          { skillId: await skill('More'), level: 1 },
        ],
      }),
    ];
    await rules([rule('deep', { queueId, needs: [{ skillId: deep, level: 5 }] })]);
    const id = await says('deep question');
    await becomes(id, { state: 'offered', agentId: helper.id });
    // Nobody was asked before the step.
    expect(await story(id)).toMatchObject([{ decision: { step: 1, needs: [{ skillId: deep, level: 2 }] } }]);
    const log = (
      await stack.db.admin.query<{ type: string; data: { enqueuedAt: number }; at: Date }>(
        `
          SELECT type, data, at
          FROM conversation_event
          WHERE conversation_id = $1 AND type IN ('opened', 'widened', 'offered')
          ORDER BY seq`,
        [id],
      )
    ).rows;
    expect(log.map(event => event.type)).toEqual(['opened', 'widened', 'offered']);
    expect(log[1]!.at.getTime()).toBeGreaterThanOrEqual(log[0]!.data.enqueuedAt + 1_000);
    expect((await admin.put(`/api/v1/queues/${queueId}`, steps(1_000, 1_001))).status).toBe(200);
    // Nobody is left with room: it goes on to the other queue, where level 2 is still needed, and waits.
    const second = await says('deep too');
    const began = (
      await stack.db.admin.query<{ enqueued_at: Date }>('SELECT enqueued_at FROM conversation WHERE id = $1', [second])
    ).rows[0]!.enqueued_at;
    await becomes(second, { state: 'queued', queueId: other });
    await admin.put(`/api/v1/agents/${late.id}`, { skills: [{ skillId: deep, level: 2 }] });
    await becomes(second, { state: 'offered', agentId: late.id });
    expect((await story(second))[0]!.decision!.waitingSince).toBe(began.toISOString());
  });
});

describe('the contact’s last agent', () => {
  test('is asked first when the contact comes back, and nobody waits for one who is away', async () => {
    const { id: queueId } = await queue({ stickyMs: 3_600_000, wrapUpMs: 0 });
    await rules([rule('sticky', { queueId })]);
    const [one, two] = [await agent({ queueIds: [queueId] }), await agent({ queueIds: [queueId] })];
    const id = await says('sticky hello');
    const { agentId, offerId } = await becomes(id, { state: 'offered' });
    const [last, other] = agentId === one.id ? [one, two] : [two, one];
    await last.client.post(`/api/v1/offers/${offerId}/accept`);
    await last.client.post(`/api/v1/conversations/${id}/close`);
    await becomes(id, { state: 'closed' });
    await admin.post(`/api/v1/conversations/${id}/reopen`);
    await becomes(id, { state: 'offered', agentId: last.id });
    expect((await story(id))[0]!.decision!.sticky).toBe(true);
    await last.client.post(`/api/v1/offers/${(await now(id)).offerId}/reject`);
    await becomes(id, { state: 'offered', agentId: other.id });
    expect((await story(id))[0]!.decision!.passedOver).toEqual([
      expect.objectContaining({ agentId: last.id, why: 'excluded' }),
    ]);
  });
});

describe('taking from the line', () => {
  test('is for members where the queue allows it; of several at once one wins, and room is respected', async () => {
    const rare = await skill('Nobody');
    const { id: queueId } = await queue();
    await rules([rule('pull', { queueId, needs: [{ skillId: rare, level: 5 }] })]);
    const [one, two, stranger] = [
      await agent({ queueIds: [queueId], max: 1 }),
      await agent({ queueIds: [queueId], max: 1 }),
      await agent(),
    ];
    const [first, second] = [await says('pull one'), await says('pull two')];
    const take = (who: typeof one, id: string) => who.client.post(`/api/v1/conversations/${id}/take`);
    expect(await refused(take(one, first))).toEqual([403, 'pull_not_allowed', undefined]);
    await admin.put(`/api/v1/queues/${queueId}`, { pull: true });
    expect((await take(stranger, first)).status).toBe(404);
    const answers = await Promise.all([take(one, first), take(two, first), take(one, first), take(two, first)]);
    expect(answers.map(each => each.status).sort()).toEqual([200, 409, 409, 409]);
    expect(new Set(answers.filter(each => each.status === 409).map(each => each.body.code))).toEqual(
      new Set(['not_waiting']),
    );
    const winner = (await now(first)).agentId === one.id ? one : two;
    const full = await take(winner, second);
    expect([full.status, full.body.code]).toEqual([409, 'capacity_exceeded']);
    expect((await now(second)).state).toBe('queued');
  });
});

describe('an agent whose workbench is gone', () => {
  const connect = async (client: HttpClient): Promise<WebSocket> => {
    const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}/ws`, {
      headers: { cookie: client.headers['cookie']! },
    });
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
    return socket;
  };
  const lookAt = (at: number) =>
    watchPresence({ database: stack.db.database, tenants: stack.db.tenants, log: pino({ level: 'silent' }) }, at);
  const look = (afterMs: number) => lookAt(Date.now() + afterMs);
  const seen = (id: string) =>
    eventually(
      async () =>
        (
          await stack.db.admin.query<{ seen_at: Date | null }>('SELECT seen_at FROM agent_state WHERE agent_id = $1', [
            id,
          ])
        ).rows[0]?.seen_at,
      'it was seen',
    );
  const presence = async (id: string): Promise<unknown[]> => {
    const found = (await admin.get('/api/v1/agents')).body.items.find(each => each.id === id);
    return [found!.presence, found!.presenceReason];
  };

  test('becomes away after the time of grace and gets nothing new; what it has waits again after a while, for the others, if it is not back', async () => {
    const { id: queueId } = await queue();
    await rules([rule('lost', { queueId })]);
    const one = await agent({ queueIds: [queueId] });
    const id = await says('lost in the woods');
    await becomes(id, { state: 'offered', agentId: one.id });
    await one.client.post(`/api/v1/offers/${(await now(id)).offerId}/accept`);
    const socket = await connect(one.client);
    const seenAt = await seen(one.id);
    expect((await admin.put('/api/v1/settings', { presenceGraceSeconds: 60, lostRequeueMinutes: 5 })).status).toBe(200);
    await lookAt(seenAt.getTime() + 60_000);
    expect(await presence(one.id)).toEqual(['online', null]);
    socket.close();
    await look(70_000);
    expect(await presence(one.id)).toEqual(['away', 'connection_lost']);
    const began = (
      await stack.db.admin.query<{ enqueued_at: Date }>('SELECT enqueued_at FROM conversation WHERE id = $1', [id])
    ).rows[0]!.enqueued_at;
    expect((await now(id)).state).toBe('active');
    const two = await agent({ queueIds: [queueId] });
    const looks = await Promise.all([1, 2, 3].map(() => look(7 * 60_000)));
    expect(looks.reduce((sum, each) => sum + each.requeued, 0)).toBe(1);
    await becomes(id, { state: 'offered', agentId: two.id });
    expect(
      (await stack.db.admin.query<{ enqueued_at: Date }>('SELECT enqueued_at FROM conversation WHERE id = $1', [id]))
        .rows[0]!.enqueued_at,
    ).toEqual(began);
    await one.client.put('/api/v1/me/presence', { presence: 'online' });
    await look(10 * 60_000);
    expect(await presence(one.id)).toEqual(['online', null]);
  });

  test('that never connected one is a program’s and stays; 0 means never', async () => {
    const [program, person] = [await agent(), await agent()];
    const socket = await connect(person.client);
    await seen(person.id);
    socket.close();
    await admin.put('/api/v1/settings', { presenceGraceSeconds: 0 });
    await look(3_600_000);
    expect([await presence(program.id), await presence(person.id)]).toEqual([
      ['online', null],
      ['online', null],
    ]);
    await admin.put('/api/v1/settings', { presenceGraceSeconds: 60 });
    await look(3_600_000);
    expect([await presence(program.id), await presence(person.id)]).toEqual([
      ['online', null],
      ['away', 'connection_lost'],
    ]);
    expect(await refused(admin.put('/api/v1/settings', { presenceGraceSeconds: 5 }))).toEqual([
      400,
      'invalid_request',
      'presenceGraceSeconds',
    ]);
  });
});

const refused = async (answer: Promise<Answer<Pick<ProblemFields, 'code' | 'field'>>>): Promise<unknown[]> => {
  const { status, body } = await answer;
  return [status, body.code, body.field];
};

describe('bad input', () => {
  test('names its field, and nothing is half done', async () => {
    const { id: queueId, name } = await queue();
    const nobody = randomUUID();
    const put = (list: unknown, hours: unknown = null) =>
      admin.put('/api/v1/routing', { version: 0, rules: list, hours });
    const twice = rule('x', { queueId });
    expect(await refused(admin.post('/api/v1/queues', { name }))).toEqual([409, 'queue_exists', 'name']);
    expect(
      await refused(
        admin.post('/api/v1/queues', {
          name: 'n',
          steps: [
            { afterMs: 5_000, action: 'lower', level: 1 },
            { afterMs: 5_000, action: 'lower', level: 0 },
          ],
        }),
      ),
    ).toEqual([400, 'invalid_request', 'steps.1.afterMs']);
    expect(
      await refused(admin.put(`/api/v1/queues/${queueId}`, { steps: [{ afterMs: 5_000, action: 'queue', queueId }] })),
    ).toEqual([400, 'invalid_request', 'steps.0.queueId']);
    expect(await refused(admin.put(`/api/v1/queues/${nobody}`, { weight: 1 }))).toEqual([404, 'not_found', undefined]);
    expect(await refused(put([rule('x', { queueId: nobody })]))).toEqual([
      400,
      'invalid_request',
      'rules.0.route.queueId',
    ]);
    expect(await refused(put([rule('x', { queueId, needs: [{ skillId: nobody, level: 1 }] })]))).toEqual([
      400,
      'invalid_request',
      'rules.0.route.needs.0.skillId',
    ]);
    expect(await refused(put([twice, twice]))).toEqual([400, 'invalid_request', 'rules.1.id']);
    expect(await refused(put([rule('x', { queueId }, { pattern: '(' })]))).toEqual([
      400,
      'invalid_request',
      'rules.0.when.pattern',
    ]);
    expect(await refused(put([rule('x', { queueId }, { pattern: '(?=a)' })]))).toEqual([
      400,
      'invalid_request',
      'rules.0.when.pattern',
    ]);
    expect(await refused(put([], { timeZone: 'Mars/Olympus', week: {} }))).toEqual([
      400,
      'invalid_request',
      'hours.timeZone',
    ]);
    expect(await refused(put([], { timeZone: 'UTC', week: { mon: [{ from: '10:00', to: '10:00' }] } }))).toEqual([
      400,
      'invalid_request',
      'hours.week.mon.0.to',
    ]);
    expect(
      await refused(admin.post('/api/v1/agents', { name: 'A', email: 'x@example.com', password: 'short' })),
    ).toEqual([400, 'invalid_request', 'password']);
    expect(
      await refused(
        admin.post('/api/v1/agents', {
          name: 'A',
          email: 'x@example.com',
          password: 'a long password',
          queueIds: [nobody],
        }),
      ),
    ).toEqual([400, 'invalid_request', 'queueIds']);
    const email = `same${++serial}@example.com`;
    await made('/api/v1/agents', { name: 'A', email, password: 'a long password' });
    expect(
      await refused(
        admin.post('/api/v1/agents', { name: 'B', email: email.toUpperCase(), password: 'a long password' }),
      ),
    ).toEqual([409, 'email_taken', 'email']);
  });

  test('each change counts a queue’s version and stands in the audit; of two changes of one version one is told', async () => {
    const { id, version } = await queue();
    const put = (body: object) => admin.put(`/api/v1/queues/${id}`, { version, ...body });
    const [first, second] = await Promise.all([put({ weight: 2 }), put({ weight: 3 })]);
    expect([first, second].map(answer => answer.status).sort()).toEqual([200, 409]);
    expect([first, second].find(answer => answer.status === 409)?.body).toMatchObject({
      code: 'queue_changed',
      field: 'version',
    });
    const won = first.status === 200 ? 2 : 3;
    const read = async (query: string) => (await admin.get(`/api/v1/audit?${query}`)).body;
    const { items } = await read(`targetId=${id}`);
    expect(items).toMatchObject([
      { action: 'queue.change', data: { weight: won, version: version + 1 }, actor: { kind: 'api_key' } },
      { action: 'queue.create' },
    ]);
    const all: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await read(`action=queue.&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      all.push(...page.items.map(item => item.id));
      cursor = page.nextCursor;
    }
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(
      Number(
        (
          await stack.db.admin.query<{ count: string }>(
            "SELECT count(*) FROM audit WHERE action LIKE 'queue.%' AND tenant_id = $1",
            [stack.tenants[0]!.id],
          )
        ).rows[0]!.count,
      ),
    );
    expect((await stack.api(1).get(`/api/v1/audit?targetId=${id}`)).body.items).toEqual([]);
    const { client } = await agent();
    expect((await client.get('/api/v1/audit')).status).toBe(403);
  });

  test('what is in use is not removed; another tenant and agents have no way in', async () => {
    const needed = await skill('Needed');
    const { id: queueId } = await queue();
    await rules([rule('needed', { queueId, needs: [{ skillId: needed, level: 1 }] })]);
    expect(await refused(admin.delete(`/api/v1/skills/${needed}`))).toEqual([409, 'skill_in_use', undefined]);
    expect(await refused(admin.delete(`/api/v1/queues/${queueId}`))).toEqual([409, 'queue_in_use', undefined]);
    await rules([]);
    expect((await admin.delete(`/api/v1/skills/${needed}`)).status).toBe(200);
    expect((await admin.delete(`/api/v1/queues/${queueId}`)).status).toBe(200);
    const { id, client } = await agent();
    expect((await client.put(`/api/v1/agents/${id}`, { max: 100 })).status).toBe(403);
    expect((await client.get('/api/v1/routing')).status).toBe(403);
    expect((await stack.api(1).put(`/api/v1/agents/${id}`, { max: 100 })).status).toBe(404);
    await admin.put(`/api/v1/agents/${id}`, { disabled: true });
    expect((await client.get('/api/v1/offers')).status).toBe(401);
  });
});
