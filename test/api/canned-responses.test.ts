/**
 * Canned responses: who sees and changes which, what a shortcut means where, how they are found, and what stands in
 * them in a conversation.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const PATH = '/api/v1/canned-responses';
let stack: Stack;
let admin: HttpClient;
let ann: HttpClient;
let ben: HttpClient;
let annId: string;
let benId: string;
let queueId: string;
let otherQueueId: string;

beforeAll(async () => {
  stack = await createStack({
    temporal: 'none',
    tenants: [{ agents: ['Ann Lee', 'Ben'] }, {}],
  });
  [admin, ann, ben] = [await stack.admin(), await stack.agent(0), await stack.agent(1)];
  const [{ users, queues }] = stack.tenants as [(typeof stack.tenants)[0]];
  [annId, benId] = [users[1]!.id, users[2]!.id];
  [queueId, otherQueueId] = [queues[0]!.id, queues[1]!.id];
  for (const [id, of] of [
    [annId, queueId],
    [benId, otherQueueId],
  ] as const)
    expect((await admin.put(`/api/v1/agents/${id}`, { queueIds: [of] })).status).toBe(200);
});
beforeEach(() => stack.db.admin.query('DELETE FROM canned_response'));
afterAll(() => stack.close());

const HOURS = { scope: 'tenant', shortcut: 'hours', title: 'Opening hours', text: 'We are open from nine to five.' };

async function made(who: HttpClient, more: object = {}): Promise<string> {
  const { status, body } = await who.post(PATH, { ...HOURS, ...more });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.id;
}
const shortcuts = async (who: HttpClient, query = ''): Promise<string[]> =>
  ((await who.get(`${PATH}${query}`)).body as { items: { shortcut: string }[] }).items.map(each => each.shortcut);

describe('who sees and changes which', () => {
  test('one’s own are nobody else’s, administrators included', async () => {
    const id = await made(ann, { scope: 'own', shortcut: 'mine' });
    expect([await shortcuts(ann), await shortcuts(ben), await shortcuts(admin)]).toEqual([['mine'], [], []]);
    for (const who of [ben, admin]) {
      expect((await who.get(`${PATH}/${id}`)).status).toBe(404);
      expect((await who.put(`${PATH}/${id}`, { title: 'Theirs' })).status).toBe(404);
      expect((await who.call('DELETE', `${PATH}/${id}`)).status).toBe(404);
    }
    expect((await ann.put(`${PATH}/${id}`, { title: 'Changed' })).body).toMatchObject({
      title: 'Changed',
      mayChange: true,
    });
    expect((await ann.call('DELETE', `${PATH}/${id}`)).status).toBe(200);
    expect((await ann.call('DELETE', `${PATH}/${id}`)).status).toBe(404);
  });

  test('those of queues and teams are their members’, those of the tenant everybody’s; administrators change them', async () => {
    const team = (await admin.post('/api/v1/teams', { name: 'Night', agentIds: [benId] })).body.id;
    const ofQueue = await made(admin, { scope: 'groups', queueIds: [queueId], shortcut: 'queue' });
    await made(admin, { scope: 'groups', teamIds: [team], shortcut: 'team' });
    await made(admin, { shortcut: 'all' });
    expect([await shortcuts(ann), await shortcuts(ben), await shortcuts(admin)]).toEqual([
      ['queue', 'all'],
      ['team', 'all'],
      ['queue', 'team', 'all'],
    ]);
    expect((await ann.get(`${PATH}/${ofQueue}`)).body).toMatchObject({ queueIds: [queueId], mayChange: false });
    expect((await ben.get(`${PATH}/${ofQueue}`)).status).toBe(404);
    expect(await ann.put(`${PATH}/${ofQueue}`, { title: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await ann.call('DELETE', `${PATH}/${ofQueue}`)).status).toBe(403);
    expect(await ann.post(PATH, { ...HOURS, shortcut: 'theirs' })).toMatchObject({
      status: 403,
      body: { field: 'scope' },
    });
    // A team that is dissolved takes nothing along: administrators still find what it had.
    expect((await admin.call('DELETE', `/api/v1/teams/${team}`)).status).toBe(200);
    expect([await shortcuts(ben), await shortcuts(admin)]).toEqual([['all'], ['queue', 'team', 'all']]);
    // For everybody from now on.
    expect((await admin.put(`${PATH}/${ofQueue}`, { scope: 'tenant' })).body).toMatchObject({
      scope: 'tenant',
      queueIds: [],
    });
    expect(await shortcuts(ben)).toEqual(['queue', 'all']);
  });

  test('a program has none of its own, and sees what its role sees', async () => {
    expect(await stack.api().post(PATH, { ...HOURS, scope: 'own' })).toMatchObject({
      status: 403,
      body: { field: 'scope' },
    });
    await made(stack.api());
    expect(await shortcuts(stack.api())).toEqual(['hours']);
  });

  test('another tenant sees none of them, and has the same shortcut', async () => {
    const id = await made(admin);
    const other = await stack.admin(1);
    expect(await shortcuts(other)).toEqual([]);
    expect((await other.get(`${PATH}/${id}`)).status).toBe(404);
    await made(other);
  });

  test('what is done is audited, without any of the words', async () => {
    const id = await made(admin);
    await admin.put(`${PATH}/${id}`, { text: 'Closed.' });
    await admin.call('DELETE', `${PATH}/${id}`);
    const { items } = (await admin.get(`/api/v1/audit?targetId=${id}`)).body as { items: { action: string }[] };
    expect(items).toMatchObject([
      { action: 'canned_response.remove', data: { scope: 'tenant' } },
      { action: 'canned_response.change', data: { fields: 'text' } },
      { action: 'canned_response.create' },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/Closed|open/);
  });
});

describe('a shortcut', () => {
  test('means one response in each place, in capitals or not', async () => {
    await made(admin, { shortcut: 'Hours' });
    const taken = { status: 409, body: { code: 'shortcut_taken', field: 'shortcut' } };
    expect(await admin.post(PATH, { ...HOURS, shortcut: 'HOURS' })).toMatchObject(taken);
    // Elsewhere it is free.
    await made(ann, { scope: 'own' });
    await made(ben, { scope: 'own' });
    expect(await ann.post(PATH, { ...HOURS, scope: 'own' })).toMatchObject(taken);
    await made(admin, { scope: 'groups', queueIds: [queueId] });
    expect(await admin.post(PATH, { ...HOURS, scope: 'groups', queueIds: [otherQueueId, queueId] })).toMatchObject(
      taken,
    );
    // What was refused has taken no place.
    const id = await made(admin, { scope: 'groups', queueIds: [otherQueueId] });
    expect(await admin.put(`${PATH}/${id}`, { queueIds: [queueId] })).toMatchObject(taken);
    expect((await admin.get(`${PATH}/${id}`)).body).toMatchObject({ queueIds: [otherQueueId] });
    // Free again when it is not used any more.
    expect((await admin.put(`${PATH}/${id}`, { shortcut: 'opening' })).status).toBe(200);
    await made(admin, { scope: 'groups', queueIds: [otherQueueId] });
  });

  test('of two who take it at once is one’s', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => admin.post(PATH, HOURS)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  test('is made once, however often the request is repeated', async () => {
    const key = { 'idempotency-key': 'canned-once' };
    const [one, again] = [await admin.post(PATH, HOURS, key), await admin.post(PATH, HOURS, key)];
    expect([one.status, again.status, again.body.id]).toEqual([201, 201, one.body.id]);
  });

  test.each([
    [{ shortcut: 'two words' }, 'shortcut'],
    [{ shortcut: '/hours' }, 'shortcut'],
    [{ shortcut: '' }, 'shortcut'],
    [{ title: ' ' }, 'title'],
    [{ text: 'x'.repeat(4_097) }, 'text'],
    [{ language: 'english' }, 'language'],
    [{ scope: 'world' }, 'scope'],
    [{ scope: 'groups' }, 'teamIds'],
    [{ queueIds: ['00000000-0000-4000-8000-000000000000'] }, 'queueIds'],
    [{ scope: 'groups', teamIds: ['00000000-0000-4000-8000-000000000000'] }, 'teamIds'],
  ])('or what belongs to it is refused with its field: %j', async (more, field) => {
    expect(await admin.post(PATH, { ...HOURS, ...more })).toMatchObject({ status: 400, body: { field } });
  });

  test('of one’s own is not made everybody’s, nor the other way round', async () => {
    const [own, shared] = [await made(admin, { scope: 'own' }), await made(admin)];
    for (const [id, scope] of [
      [own, 'tenant'],
      [shared, 'own'],
    ])
      expect(await admin.put(`${PATH}/${id}`, { scope })).toMatchObject({ status: 400, body: { field: 'scope' } });
  });
});

describe('what is looked for', () => {
  /** A conversation that Ann sees. */
  const begin = async (name: string): Promise<string> => {
    const id = await writes(stack, newContact(), 'hello');
    await stack.db.admin.query(
      'UPDATE contact SET profile_name = $2 WHERE id = (SELECT contact_id FROM conversation WHERE id = $1)',
      [id, name],
    );
    expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: annId })).status).toBe(200);
    return id;
  };
  const use = async (id: string, conversationId: string, key?: string) =>
    ann.post(`${PATH}/${id}/use`, { conversationId }, key === undefined ? {} : { 'idempotency-key': key });

  test('is found by shortcut, title and text, whatever fits best first, and what is used most among equals', async () => {
    await made(admin, { shortcut: 'ship', title: 'Shipping', text: 'A refund takes a week.' });
    await made(admin, { shortcut: 'back', title: 'Money back: refund', text: 'Yes.' });
    await made(admin, { shortcut: 'prerefund', title: 'Before', text: 'Not yet.' });
    await made(admin, { shortcut: 'refunds', title: 'All', text: 'All.' });
    const often = await made(admin, { shortcut: 'refund-late', title: 'Late', text: 'Sorry.' });
    await made(admin, { shortcut: 'refund', title: 'Now', text: 'Done.' });
    await made(admin, { shortcut: 'other', title: 'Other', text: 'Nothing.' });
    const conversationId = await begin('Ana');
    expect([await use(often, conversationId, 'k'), await use(often, conversationId, 'k')]).toMatchObject([
      { body: { uses: 1 } },
      { body: { uses: 1 } },
    ]);
    expect((await use(often, conversationId)).body).toEqual({ uses: 2 });
    const expected = ['refund', 'refund-late', 'refunds', 'back', 'prerefund', 'ship'];
    expect(await shortcuts(ann, '?q=Refund')).toEqual(expected);
    // As pages.
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await ann.get(`${PATH}?q=refund&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = body as { items: { shortcut: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(each => each.shortcut));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(expected);
    expect((await shortcuts(ann))[0]).toBe('refund-late');
    expect((await ann.get(`${PATH}/${often}`)).body.lastUsedAt).not.toBeNull();
  });

  test('is found without accents, and nothing that is typed means anything else', async () => {
    await made(admin, { title: 'Devolución', language: 'es' });
    await made(admin, { shortcut: '退款', title: '退款', text: '100% _sure_' });
    expect(await shortcuts(ann, '?q=devolucion')).toEqual(['hours']);
    expect(await shortcuts(ann, `?q=${encodeURIComponent('退')}`)).toEqual(['退款']);
    expect(await shortcuts(ann, `?q=${encodeURIComponent('%')}`)).toEqual(['退款']);
    expect(await shortcuts(ann, `?q=${encodeURIComponent("'; DROP TABLE x; --")}`)).toEqual([]);
    expect(await shortcuts(ann, '?language=es')).toEqual(['hours']);
    expect(await ann.get(`${PATH}?cursor=abc`)).toMatchObject({ status: 400, body: { field: 'cursor' } });
  });

  test('stands filled in where it is to be used, and what is unknown or empty there is named', async () => {
    const id = await made(admin, {
      text: 'Dear {{contact.first_name}}, order {{attributes.order}} by {{agent.first_name}}: {{attributes.color}} {{nobody}}',
    });
    expect((await ann.get(`${PATH}/${id}`)).body).toMatchObject({
      filled: null,
      variables: expect.arrayContaining([
        { name: 'attributes.color', known: true },
        { name: 'nobody', known: false },
      ]),
    });
    const conversationId = await begin('Ana Berg');
    const { contact } = (await ann.get(`/api/v1/conversations/${conversationId}`)).body as { contact: { id: string } };
    expect((await ann.put(`/api/v1/contacts/${contact.id}`, { attributes: { order: '4711' } })).status).toBe(200);
    const filled = {
      text: 'Dear Ana, order 4711 by Ann: {{attributes.color}} {{nobody}}',
      unresolved: [
        { name: 'attributes.color', why: 'empty' },
        { name: 'nobody', why: 'unknown' },
      ],
    };
    expect((await ann.get(`${PATH}/${id}?conversationId=${conversationId}`)).body).toMatchObject({ filled });
    expect((await ann.get(`${PATH}?conversationId=${conversationId}`)).body.items).toMatchObject([{ id, filled }]);
    // A program is nobody whose name a customer should read.
    expect(
      (await stack.api().get(`${PATH}/${id}?conversationId=${conversationId}`)).body.filled!.unresolved,
    ).toContainEqual({
      name: 'agent.first_name',
      why: 'empty',
    });
    // Whoever does not see the conversation reads nothing of the contact, and counts nothing.
    const hidden = await ben.get(`${PATH}/${id}?conversationId=${conversationId}`);
    expect([hidden.status, (await ben.get(`${PATH}?conversationId=${conversationId}`)).status]).toEqual([404, 404]);
    expect((await ben.post(`${PATH}/${id}/use`, { conversationId })).status).toBe(404);
  });

  test('of a queue is found in its conversations by whoever has one, member or not', async () => {
    const conversationId = await begin('Ana');
    expect(
      (await admin.post(`/api/v1/conversations/${conversationId}/transfer`, { queueId: otherQueueId })).status,
    ).toBe(200);
    expect((await admin.post(`/api/v1/conversations/${conversationId}/assign`, { agentId: annId })).status).toBe(200);
    const id = await made(admin, { scope: 'groups', queueIds: [otherQueueId] });
    expect(await shortcuts(ann)).toEqual([]);
    expect(await shortcuts(ann, `?conversationId=${conversationId}`)).toEqual(['hours']);
    expect((await use(id, conversationId)).body).toEqual({ uses: 1 });
  });
});
