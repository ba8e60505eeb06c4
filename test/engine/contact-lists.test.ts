/** Contacts: listed, looked for, created, called otherwise, and given out as a file. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
let ahead = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', clock: () => Date.now() + ahead });
  admin = await stack.admin();
});
afterAll(() => stack.close());

const number = (): string => `4915110${String(++serial).padStart(6, '0')}`;
async function writes(from = number(), tenant = 0): Promise<{ readonly id: string; readonly from: string }> {
  ahead += 1_000;
  const { phoneNumberId } = stack.tenants[tenant]!;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from, at: Date.now() + ahead }));
  const { body } = await stack.api(tenant).get('/api/v1/conversations?limit=100');
  return { id: body.items.find(item => item.contact.waId === from)!.contact.id, from };
}
const fill = () => stack.search.fill(stack.tenants[0]!.id);
const all = async (query = '', by = admin) => {
  const found = [];
  for (let cursor = ''; ;) {
    const { body } = await by.get(`/api/v1/contacts?limit=2${query}${cursor}`);
    found.push(...body.items);
    if (body.nextCursor === null) return found;
    cursor = `&cursor=${body.nextCursor}`;
  }
};
const ids = async (query = '', by = admin) => (await all(query, by)).map(each => each.id);
const create = (body: object, by = admin) => by.post('/api/v1/contacts', body);

describe('the list', () => {
  test('has the newest activity first, each contact once, those without a conversation among them', async () => {
    const [one, other] = [await writes(), await writes()];
    ahead += 1_000;
    const made = (await create({ phone: `+${number()}`, givenName: 'Ada of Lists' })).body;
    const third = await writes();
    await writes(one.from);
    expect((await ids()).slice(0, 4)).toEqual([one.id, third.id, made.id, other.id]);
    const [first, , none] = await all();
    expect([first!.conversationId === null, none!.conversationId, none!.activeAt]).toEqual([
      false,
      null,
      made.createdAt,
    ]);
  });

  test('of an agent has what the agent may see, and nothing else', async () => {
    const [mine, hidden] = [await writes(), await writes()];
    const made = (await create({ phone: `+${number()}` })).body.id;
    const agent = await stack.agent(0);
    const conversation = (await admin.get(`/api/v1/conversations?contactId=${mine.id}`)).body.items[0]!;
    const own = (await admin.post('/api/v1/queues', { name: 'Nobody’s' })).body.id;
    for (const { id } of (await admin.get('/api/v1/conversations?limit=100')).body.items)
      await admin.post(`/api/v1/conversations/${id}/transfer`, { queueId: own });
    await admin.post(`/api/v1/conversations/${conversation.id}/assign`, { agentId: stack.tenants[0]!.users[1]!.id });
    expect(await ids('', agent)).toEqual([mine.id]);
    expect([(await ids()).includes(hidden.id), (await ids()).includes(made)]).toEqual([true, true]);
    expect((await create({ phone: '+49 171 9999999' }, agent)).status).toBe(403);
  });

  test('of another tenant is another one', async () => {
    const other = await writes(number(), 1);
    expect(await ids()).not.toContain(other.id);
    expect(await ids('', await stack.admin(1))).toEqual([other.id]);
  });

  test('is narrowed by a tag, and by what is looked for: a given name, a profile’s, a number in any spelling', async () => {
    const { id, from } = await writes();
    await admin.put(`/api/v1/contacts/${id}`, { tags: ['gold'], givenName: 'Zora Quill' });
    await fill();
    expect(await ids('&tag=gold')).toEqual([id]);
    expect(await ids('&q=quill')).toEqual([id]);
    expect(await ids('&q=quill&tag=silver')).toEqual([]);
    expect(await ids(`&q=${encodeURIComponent(`+${from.slice(0, 2)} (0)${from.slice(2)}`)}`)).toEqual([id]);
    expect(await ids(`&q=${encodeURIComponent(`Customer ${from}`)}`)).toEqual([id]);
    await admin.put(`/api/v1/contacts/${id}`, { givenName: null });
    expect(await ids('&q=quill')).toEqual([]);
    expect((await admin.get(`/api/v1/contacts/${id}`)).body).toMatchObject({
      givenName: null,
      name: `Customer ${from}`,
      profileName: `Customer ${from}`,
    });
  });
});

describe('a new contact', () => {
  test('is found by its name at once; what is known of it is kept', async () => {
    const phone = `+${number()}`;
    const body = { phone, givenName: 'Fresh Face', tags: ['b', 'a'], attributes: { plan: 'gold' }, vip: true };
    const answer = await create(body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      name: 'Fresh Face',
      waId: phone.slice(1),
      tags: ['a', 'b'],
      attributes: { plan: 'gold' },
      vip: true,
      blocks: [],
    });
    expect(await ids('&q=fresh+face')).toEqual([answer.body.id]);
    const again = await create({ phone: phone.replace('+49', '0049 ') });
    expect([again.status, again.body.code, refusalOf<{ contactId: string }>(again).contactId]).toEqual([
      409,
      'contact_exists',
      answer.body.id,
    ]);
  });

  test('created by several at once is one, and one of them created it', async () => {
    for (let round = 0; round < 5; round++) {
      const phone = `+${number()}`;
      const answers = await Promise.all([1, 2, 3].map(() => create({ phone })));
      expect(answers.map(each => each.status).sort()).toEqual([201, 409, 409]);
    }
  });

  test('who writes then is the same contact', async () => {
    const from = number();
    const { id } = (await create({ phone: `+${from}`, givenName: 'Known Before' })).body;
    expect((await writes(from)).id).toBe(id);
    const { body } = await admin.get(`/api/v1/conversations?contactId=${id}`);
    expect(body.items.map(each => each.contact.name)).toEqual(['Known Before']);
  });

  test.each([
    ['123', 'invalid_phone_number'],
    ['   ', 'invalid_request'],
  ])('%j is refused', async (phone, code) =>
    expect((await create({ phone })).body).toMatchObject({ status: 400, code, field: 'phone' }),
  );
});

describe('a contact that is removed', () => {
  test('is gone with all that was known of it; one that somebody has talked with stays', async () => {
    const { id, waId } = (await create({ phone: `+${number()}`, givenName: 'Short Lived' })).body;
    expect((await admin.delete(`/api/v1/contacts/${id}`)).status).toBe(200);
    expect((await admin.delete(`/api/v1/contacts/${id}`)).status).toBe(404);
    expect(await ids('&q=short+lived')).toEqual([]);
    const again = await writes(waId!);
    expect(again.id).not.toBe(id);
    expect((await admin.delete(`/api/v1/contacts/${again.id}`)).body).toMatchObject({
      status: 409,
      code: 'contact_in_use',
    });
    expect((await (await stack.agent(0)).delete(`/api/v1/contacts/${again.id}`)).status).toBe(403);
  });
});

describe('the file', () => {
  test('has what is known, without formulas, and not whose processing is restricted; who took it is noted', async () => {
    const made = (await create({ phone: `+${number()}`, givenName: '=HYPERLINK("x")', tags: ['exported'] })).body;
    const restricted = (await create({ phone: `+${number()}`, restricted: true, tags: ['exported'] })).body;
    const odd = (
      await create({
        phone: `+${number()}`,
        givenName: 'Comma, "Quote"',
        tags: ['exported'],
        attributes: { 'a.b': 'x' },
      })
    ).body;
    const answer = await admin.call('GET', '/api/v1/contacts/export?tag=exported');
    const text = answer.body as string;
    expect(answer.headers['content-type']).toMatch(/^text\/csv/);
    const [header, ...rows] = text.trim().split('\r\n');
    expect(header).toMatch(/^phone,name,profile_name,.*attributes\.a\.b/);
    expect(rows.map(row => row.split(',')[0]).sort()).toEqual([`+${made.waId}`, `+${odd.waId}`].sort());
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain('"Comma, ""Quote"""');
    expect(text).not.toContain(restricted.waId);
    const { rows: noted } = await stack.db.admin.query(
      "SELECT 1 FROM audit WHERE tenant_id = $1 AND action = 'contact.export'",
      [stack.tenants[0]!.id],
    );
    expect(noted.length).toBe(1);
    expect((await (await stack.agent(0)).call('GET', '/api/v1/contacts/export')).status).toBe(403);
  });
});

describe('contacts that are likely one person', () => {
  const proposals = async () => {
    await fill();
    return (await admin.get('/api/v1/contacts/merge-proposals')).body.items.map(({ contacts, signals }) => ({
      ids: contacts.map(each => each.id).sort(),
      signals,
    }));
  };
  const made = async (more: object, phone = number()): Promise<string> =>
    (await create({ phone: `+${phone}`, ...more })).body.id;

  test('are proposed for what says so, merged by people, and not proposed again once somebody says that they are two', async () => {
    const email = { attributes: { email: 'Erika@Example.com ' } };
    const [one, other] = [await made(email), await made({ attributes: { email: 'erika@example.com' } })];
    const digits = `5${String(++serial).padStart(7, '0')}`;
    const named = { givenName: 'Max Moritz' };
    const [first, second] = [await made(named, `49151${digits}`), await made(named, `49152${digits}`)];
    expect(await proposals()).toEqual(
      [
        { ids: [one, other].sort(), signals: ['email'] },
        { ids: [first, second].sort(), signals: ['name_and_number'] },
      ].sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1)),
    );
    const reject = { contactId: other, otherId: one };
    expect((await admin.post('/api/v1/contacts/merge-proposals/reject', reject)).status).toBe(200);
    expect((await admin.post('/api/v1/contacts/merge-proposals/reject', reject)).status).toBe(200);
    expect((await admin.post(`/api/v1/contacts/${first}/merge`, { contactId: second })).status).toBe(200);
    expect(await proposals()).toEqual([]);
    expect((await admin.get(`/api/v1/contacts/${first}`)).body.waId).not.toBeNull();
    expect((await admin.get(`/api/v1/contacts/${second}`)).status).toBe(404);
  });

  test('are not those of an office that many share, nor those that are restricted', async () => {
    for (let count = 0; count < 6; count++) await made({ attributes: { email: 'office@example.com' } });
    await made({ attributes: { email: 'quiet@example.com' } });
    await made({ attributes: { email: 'quiet@example.com' }, restricted: true });
    expect(await proposals()).toEqual([]);
  });

  test('are those of now: a new address, another name, and somebody who is two with one is two with both', async () => {
    const email = (address: string) => ({ attributes: { email: address } });
    const [one, other, third] = [await made({}), await made(email('of.now@example.com')), await made({})];
    expect(await proposals()).toEqual([]);
    const put = (id: string, body: object) => admin.put(`/api/v1/contacts/${id}`, body);
    await put(one, email('OF.NOW@example.com'));
    expect(await proposals()).toEqual([{ ids: [one, other].sort(), signals: ['email'] }]);
    await put(one, email('not.now@example.com'));
    expect(await proposals()).toEqual([]);
    // Two people, of whom one turns out to be a third contact.
    await admin.post('/api/v1/contacts/merge-proposals/reject', { contactId: one, otherId: other });
    await admin.post(`/api/v1/contacts/${third}/merge`, { contactId: one });
    await put(third, email('of.now@example.com'));
    expect(await proposals()).toEqual([]);
  });

  test('are found among contacts that were there before pairs were kept, and those that become an office are not', async () => {
    const early = { attributes: { email: 'early@example.com' } };
    const [one, other] = [await made(early), await made(early)];
    await proposals();
    const { id: tenantId } = stack.tenants[0]!;
    await stack.db.admin.query('DELETE FROM contact_alike WHERE tenant_id = $1', [tenantId]);
    await stack.db.admin.query('DELETE FROM search_contact_change WHERE tenant_id = $1', [tenantId]);
    await stack.db.admin.query('UPDATE search_place SET alike_from = DEFAULT WHERE tenant_id = $1', [tenantId]);
    expect(await proposals()).toEqual([{ ids: [one, other].sort(), signals: ['email'] }]);
    for (let count = 0; count < 4; count++) await made(early);
    expect(await proposals()).toEqual([]);
  });

  test('are for administrators', async () =>
    expect((await (await stack.agent(0)).get('/api/v1/contacts/merge-proposals')).status).toBe(403));
});
