/** Lists of conversations: narrowed to what one looks for, read in both directions, counted, and saved as views. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assign, assigned } from '../support/assigned.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let other: HttpClient;

beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{ maxPerAgent: 50 }, {}] });
  [admin, agent, other] = [await stack.admin(), await stack.agent(0), await stack.agent(1)];
});
afterAll(() => stack.close());

const me = () => agentsOf(stack)[0]!;
const set = (id: string, columns: string, ...values: unknown[]): Promise<unknown> =>
  stack.db.admin.query(`UPDATE conversation SET ${columns} WHERE id = $1`, [id, ...values]);
async function found(query: string, who = admin): Promise<string[]> {
  const { status, body } = await who.get(`/api/v1/conversations?limit=100&${query}`);
  expect([status, body.code]).toEqual([200, undefined]);
  return body.items.map((item: { id: string }) => item.id);
}
/** Those of these that a list has, in its order. */
const ofThese = async (ids: readonly string[], query: string, who = admin): Promise<string[]> =>
  (await found(query, who)).filter(id => ids.includes(id));

describe('a list is narrowed to', () => {
  test('what nobody has, what one has oneself, and what a colleague has', async () => {
    const [mine, free] = [await assigned(stack, me()), await writes(stack, newContact(), 'hello')];
    const theirs = await assigned(stack, agentsOf(stack)[1]!);
    const all = [mine.id, free, theirs.id];
    expect(await ofThese(all, 'agentId=none')).toEqual([free]);
    expect(await ofThese(all, 'agentId=me', agent)).toEqual([mine.id]);
    expect(await ofThese(all, `agentId=${agentsOf(stack)[1]!.id}`)).toEqual([theirs.id]);
  });

  test('a tag of the contact, exactly', async () => {
    const [tagged, similar] = [await assigned(stack, me()), await assigned(stack, me())];
    const contactOf = async (id: string) => (await admin.get(`/api/v1/conversations/${id}`)).body.contact.id;
    await admin.put(`/api/v1/contacts/${await contactOf(tagged.id)}`, { tags: ['wholesale', 'other'] });
    await admin.put(`/api/v1/contacts/${await contactOf(similar.id)}`, { tags: ['Wholesale', 'wholesale2'] });
    expect(await found('tag=wholesale')).toEqual([tagged.id]);
  });

  test('service levels that were missed, or are to be kept within a quarter of an hour or were warned of', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await assigned(stack, me())).id));
    const [missed, soon, warned, later, paused] = ids as [string, string, string, string, string];
    const clock = (dueAt: number | null, warnsAt: number | null, breached: boolean) =>
      JSON.stringify([{ target: 'first_response', dueAt, warnsAt, remainingMs: null, breached }]);
    const now = Date.now();
    await set(missed, 'sla = $2', clock(now - 60_000, null, true));
    await set(soon, 'sla = $2', clock(now + 600_000, null, false));
    await set(warned, 'sla = $2', clock(now + 7_200_000, now - 1_000, false));
    await set(later, 'sla = $2', clock(now + 7_200_000, now + 3_600_000, false));
    await set(paused, 'sla = $2', clock(null, null, false));
    expect(await ofThese(ids, 'sla=breached')).toEqual([missed]);
    expect((await ofThese(ids, 'sla=due')).sort()).toEqual([soon, warned].sort());
  });

  test('the customer-service window', async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, async () => (await assigned(stack, me())).id));
    const [open, closing, closed] = ids as [string, string, string];
    await set(open, "window_expires_at = now() + interval '5 hours'");
    await set(closing, "window_expires_at = now() + interval '1 hour'");
    await set(closed, "window_expires_at = now() - interval '1 second'");
    expect((await ofThese(ids, 'window=open')).sort()).toEqual([open, closing].sort());
    expect(await ofThese(ids, 'window=closing')).toEqual([closing]);
    expect(await ofThese(ids, 'window=closed')).toEqual([closed]);
  });

  test('what is unread', async () => {
    const [unread, read] = [await assigned(stack, me()), await assigned(stack, me())];
    expect((await agent.post(`/api/v1/conversations/${read.id}/read`, {})).status).toBe(200);
    expect(await ofThese([unread.id, read.id], 'unread=true')).toEqual([unread.id]);
  });

  test('words of the contact or of the latest message, as they stand, and a number in any spelling', async () => {
    const [percent, plain] = [await assigned(stack, me(), '100% of it'), await assigned(stack, me(), '1000 of it')];
    const both = [percent.id, plain.id];
    expect(await ofThese(both, `text=${encodeURIComponent('100%')}`)).toEqual([percent.id]);
    expect(await ofThese(both, `text=${encodeURIComponent('OF IT')}`)).toEqual([plain.id, percent.id]);
    const spelt = `+${percent.from.slice(0, 2)} (${percent.from.slice(2, 5)}) ${percent.from.slice(5)}`;
    expect(await found(`text=${encodeURIComponent(spelt)}`)).toEqual([percent.id]);
    expect(await found(`text=${encodeURIComponent(`Customer ${plain.from}`)}`)).toEqual([plain.id]);
    expect(await found(`text=${encodeURIComponent('\\')}`)).toEqual([]);
  });

  test('all of it at once, and never more than one may see', async () => {
    const { id } = await assigned(stack, me(), 'needle');
    await set(id, "window_expires_at = now() + interval '1 hour', queue_id = NULL");
    const narrow = `text=needle&window=closing&agentId=${me().id}&state=active&state=queued`;
    expect(await found(narrow)).toEqual([id]);
    expect(await found(`${narrow}&unread=true&sla=breached`)).toEqual([]);
    expect(await found(narrow, agent)).toEqual([id]);
    expect(await found(narrow, other)).toEqual([]);
    expect(await found('text=needle', await stack.admin(1))).toEqual([]);
  });

  test.each(['agentId=nobody', 'sla=late', 'window=ajar', 'tag=', 'text=%20', 'numberId=1'])(
    'nothing else: %s',
    async query => {
      const { status, body } = await admin.get(`/api/v1/conversations?${query}`);
      expect([status, body.code, body.field]).toEqual([400, 'invalid_request', query.split('=')[0]]);
    },
  );
});

test('a list is read in both directions, page by page, without a gap or a repetition', async () => {
  const ids: string[] = [];
  for (let number = 0; number < 11; number += 1) ids.unshift((await assigned(stack, me(), `page ${number}`)).id);
  // Of the same minute and of the same millisecond.
  const at = new Date('2026-03-01T10:00:30.500Z');
  for (const id of ids.slice(4, 8)) await set(id, 'last_message_at = $2', at);
  const whole = await ofThese(ids, 'text=page');
  const read = async (cursor: string | null) =>
    (await admin.get(`/api/v1/conversations?text=page&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`)).body;
  const down: string[] = [];
  let page = await read(null);
  const top = page.previousCursor;
  for (;;) {
    down.push(...page.items.map(({ id }: { id: string }) => id));
    if (page.nextCursor === null) break;
    page = await read(page.nextCursor);
  }
  expect(down).toEqual(whole);
  const up: string[] = [];
  for (let cursor = page.previousCursor; ; cursor = page.previousCursor) {
    page = await read(cursor);
    if (page.items.length === 0) break;
    up.unshift(...page.items.map(({ id }: { id: string }) => id));
  }
  expect([...up, ...down.slice(up.length)]).toEqual(whole);
  expect(up.length).toBe(Math.floor((whole.length - 1) / 3) * 3);
  // What comes later stands before the first one.
  const later = (await assigned(stack, me(), 'page of later')).id;
  expect((await read(top)).items.map(({ id }: { id: string }) => id)).toEqual([later]);
});

test('counts are those of the lists, for whoever asks', async () => {
  const counts = async (who: HttpClient) => (await who.get('/api/v1/conversations/counts')).body;
  const total = (numbers: Record<string, number>) => Object.values(numbers).reduce((sum, each) => sum + each, 0);
  for (const who of [admin, agent, other]) {
    const { seen, own } = await counts(who);
    expect(total(seen)).toBe((await found('', who)).length);
    expect(own.active).toBe((await found('agentId=me&state=active', who)).length);
  }
  const before = await counts(agent);
  const id = await writes(stack, newContact(), 'one more');
  expect((await counts(agent)).seen.queued).toBe(before.seen.queued + 1);
  await assign(stack, id, me());
  expect((await counts(agent)).own.active).toBe(before.own.active + 1);
  expect((await counts(agent)).seen.queued).toBe(before.seen.queued);
  expect((await counts(await stack.admin(1))).seen.queued).toBe(0);
});

describe('saved views', () => {
  test('keep nothing of a person: no words, no number, no contact', async () => {
    for (const about of [{ text: 'Ana Almeida' }, { contactId: newId() }]) {
      const { status, body } = await agent.post('/api/v1/views', { name: 'Of one', filter: about, shared: false });
      expect({ status, field: body.field }).toEqual({ status: 400, field: `filter.${Object.keys(about)[0]}` });
    }
  });

  const view = (name: string, more: object = {}) => ({ name, filter: { state: ['queued'], agentId: 'none' }, ...more });

  test('are one’s own, or for everybody if an administrator shares them', async () => {
    const mine = await agent.post('/api/v1/views', view('Free'));
    expect([mine.status, mine.body]).toEqual([
      201,
      expect.objectContaining({ name: 'Free', shared: false, own: true, filter: view('').filter }),
    ]);
    const shared = await admin.post('/api/v1/views', view('Everybody’s', { shared: true }));
    const names = async (who: HttpClient) =>
      (await who.get('/api/v1/views')).body.items.map(({ name, own }: { name: string; own: boolean }) => [name, own]);
    expect(await names(agent)).toEqual([
      ['Everybody’s', false],
      ['Free', true],
    ]);
    expect(await names(other)).toEqual([['Everybody’s', false]]);
    expect(await names(await stack.admin(1))).toEqual([]);
    for (const [who, code] of [
      [agent, 'not_your_view'],
      [await stack.admin(1), 'not_found'],
    ] as const) {
      expect((await who.put(`/api/v1/views/${shared.body.id}`, view('Taken over'))).body.code).toBe(code);
      expect((await who.delete(`/api/v1/views/${shared.body.id}`)).body.code).toBe(code);
    }
    expect((await other.delete(`/api/v1/views/${mine.body.id}`)).body.code).toBe('not_found');
    expect((await agent.post('/api/v1/views', view('For all', { shared: true }))).body).toEqual(
      expect.objectContaining({ code: 'admins_share', field: 'shared' }),
    );
    expect((await agent.put(`/api/v1/views/${mine.body.id}`, view('Free', { shared: true }))).body.code).toBe(
      'admins_share',
    );
    expect((await admin.delete(`/api/v1/views/${shared.body.id}`)).status).toBe(200);
    expect(await names(other)).toEqual([]);
    const { body: log } = await admin.get('/api/v1/audit?limit=10');
    expect(log.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['view.share', 'view.delete']),
    );
  });

  test('have a name that one has once, also when two are saved at once', async () => {
    const both = await Promise.all([1, 2].map(() => agent.post('/api/v1/views', view('Twice'))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)!.body).toEqual(
      expect.objectContaining({ code: 'view_exists', field: 'name' }),
    );
    const third = await agent.post('/api/v1/views', view('Third'));
    expect((await agent.put(`/api/v1/views/${third.body.id}`, view('Twice'))).body.code).toBe('view_exists');
    expect((await agent.put(`/api/v1/views/${third.body.id}`, view('Third', { filter: {} }))).body.filter).toEqual({});
    // Another person's may have the same.
    expect((await other.post('/api/v1/views', view('Twice'))).status).toBe(201);
  });

  test('are a hundred at most', async () => {
    const someone = await stack.agent(2);
    for (let number = 0; number < 100; number += 1)
      expect((await someone.post('/api/v1/views', view(`View ${number}`))).status).toBe(201);
    expect((await someone.post('/api/v1/views', view('One more'))).body.code).toBe('too_many_views');
  });

  test.each([
    [{ name: '', filter: {} }, 'name'],
    [{ name: 'x', filter: { state: [] } }, 'filter.state'],
    [{ name: 'x', filter: { state: ['gone'] } }, 'filter.state.0'],
    [{ name: 'x', filter: { contact: 'x' } }, 'filter.contact'],
    [{ name: 'x' }, 'filter'],
  ])('cannot be %j', async (body, field) => {
    const answer = await agent.post('/api/v1/views', body);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_request', field]);
  });
});
