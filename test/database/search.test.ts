/** What is found, by whom, and until when. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSearchStack } from '../support/search.ts';
import { mergeContacts } from '../../store/inbound/merge-contacts.ts';
import { newId } from '../../store/db/ids.ts';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assign } from '../support/assigned.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let tenantId: string;
beforeAll(async () => {
  ({ stack, admin, tenantId } = await createSearchStack());
});
afterAll(() => stack.close());

type Kind = 'contact' | 'message' | 'note';
const search = async (who: HttpClient, q: string, kind?: Kind, more = '') => {
  const { status, body } = await who.get(
    `/api/v1/search?q=${encodeURIComponent(q)}${kind === undefined ? '' : `&kind=${kind}`}${more}` as '/api/v1/search',
  );
  expect([status, body.code]).toEqual([200, undefined]);
  return body.groups;
};
/** The texts of messages that are found, as far as they are shown. */
const texts = async (q: string, who = admin, kind: Kind = 'message'): Promise<string[]> =>
  (await search(who, q, kind))[0]!.items.map(item => item.words!.text);
const contacts = async (q: string, who = admin): Promise<(string | null)[]> =>
  (await search(who, q, 'contact'))[0]!.items.map(item => item.number?.text ?? null);
const fill = (tenant = 0): Promise<void> => stack.search.fill(stack.tenants[tenant]!.id);
const said = async (text: string): Promise<{ id: string; from: string }> => {
  const from = newContact();
  const id = await writes(stack, from, text);
  await fill();
  return { id, from };
};
const note = async (who: HttpClient, id: string, text: string, privateTo: readonly string[] = []): Promise<void> => {
  expect((await who.post(`/api/v1/conversations/${id}/notes`, { text, privateTo })).status).toBe(201);
  await fill();
};
const kept = async (table: 'message_term' | 'contact_term', term: string): Promise<number> =>
  (await stack.db.admin.query(`SELECT 1 FROM ${table} WHERE tenant_id = $1 AND term = $2`, [tenantId, term])).rowCount!;

describe('messages', () => {
  test('a hit says where it stands, and what of it was looked for', async () => {
    const { id } = await said('The derailleur of my bicycle is bent.');
    const [group] = await search(admin, 'bicycles derailleur', 'message');
    expect(group).toMatchObject({ kind: 'message', nextCursor: null });
    const [hit] = group!.items;
    expect(hit).toMatchObject({ kind: 'message', conversationId: id, direction: 'inbound' });
    expect(hit!.words!.ranges.map(({ start, end }) => hit!.words!.text.slice(start, end))).toEqual([
      'derailleur',
      'bicycle',
    ]);
    const around = await admin.get(`/api/v1/conversations/${id}/messages?around=${hit!.messageId}` as never);
    expect((around.body as { items: { id: string }[] }).items.map(item => item.id)).toContain(hit!.messageId);
  });

  test.each([
    ['Wo bleiben meine Rechnungen vom letzten Monat, bitte schicken Sie mir diese?', 'Rechnung'],
    ['¿Cuándo llegan mis pedidos de bicicletas? Los estoy esperando desde ayer.', 'pedido'],
    ['Je voudrais annuler mes commandes passées la semaine dernière.', 'commande'],
    ['我想申请退款，可以吗？', '退款'],
    ['自転車のブレーキが壊れました', 'ブレーキ'],
    ['متى تصل الدراجة الجديدة؟', 'الدراجه'],
    ['Die GRÖẞE stimmt nicht', 'größe'.toUpperCase()],
    ['Order AB-99318/2 never came', 'ab993182'],
    ['ร้านเปิดกี่โมงครับ', 'ร้าน'],
  ])('%s is found by %s', async (text, q) => {
    const { id } = await said(text);
    expect((await search(admin, q, 'message'))[0]!.items.map(item => item.conversationId)).toContain(id);
  });

  test('a word is found while it is typed, a phrase only as it stands, and all words must be there', async () => {
    await said('The quartz lantern flickers');
    expect(await texts('quar')).toEqual(['The quartz lantern flickers']);
    expect(await texts('quar ')).toEqual([]);
    expect(await texts('"quartz lantern"')).toEqual(['The quartz lantern flickers']);
    expect(await texts('"lantern quartz"')).toEqual([]);
    expect(await texts('quartz candle')).toEqual([]);
  });

  test('a word that is the name of a language finds what begins with it, and no stems of that language', async () => {
    await said('¿Cuándo llegan mis pedidos de bicicletas? Los estaba aguardando desde ayer por la tarde.');
    await said('Estupendo, muchas gracias por todo y hasta la semana que viene.');
    const found = (await search(admin, 'es', 'message'))[0]!.items.map(item => item.words!);
    expect(found.length).toBeGreaterThan(0);
    for (const { text, ranges } of found)
      for (const { start, end } of ranges) expect(text.slice(start, end).toLowerCase()).toMatch(/^es/);
  });

  test('pages go on where the last one ended, the newest first, without a gap or a repetition', async () => {
    const from = newContact();
    for (let each = 0; each < 7; each++) await writes(stack, from, `zeppelin ${each}`, 0, { at: 1_700_000_000_000 });
    await fill();
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const [group]: Awaited<ReturnType<typeof search>> = await search(
        admin,
        'zeppelin',
        'message',
        `&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(group!.items.length).toBeLessThanOrEqual(2);
      seen.push(...group!.items.map(item => item.messageId!));
      cursor = group!.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });
});

describe('contacts', () => {
  test('a number in any spelling, a part of a name, and both', async () => {
    const from = '491709876543';
    await writes(stack, from, 'hello');
    await fill();
    for (const q of ['+49 (170) 987-6543', '0170 9876543', '1709876543', '+491709876543', '9876543'])
      expect(await contacts(q)).toEqual(['+491709876543']);
    expect(await contacts('ustomer 0170 98765')).toEqual(['+491709876543']);
    const [hit] = (await search(admin, '0170 987', 'contact'))[0]!.items;
    expect(hit!.number!.ranges.map(({ start, end }) => hit!.number!.text.slice(start, end))).toEqual(['170987']);
  });

  test('the best comes first, and pages go on', async () => {
    for (const [name, from] of [
      ['Rosamunde Ada', '4930111'],
      ['Ada', '4930112'],
      ['Nomada', '4930113'],
      ['Adamczyk', '4930114'],
    ] as const)
      await called(name, from);
    const [first] = await search(admin, 'ada', 'contact', '&limit=3');
    expect(first!.items.map(item => item.name!.text)).toEqual(['Ada', 'Adamczyk', 'Rosamunde Ada']);
    const [second] = await search(admin, 'ada', 'contact', `&limit=3&cursor=${first!.nextCursor}`);
    expect(second).toMatchObject({ items: [{ name: { text: 'Nomada' } }], nextCursor: null });
  });

  test('another name replaces the one of before', async () => {
    await called('Wilhelmine', '4930120');
    await called('Kunigunde', '4930120');
    expect(await contacts('wilhelmine')).toEqual([]);
    expect(await contacts('kunigunde')).toEqual(['+4930120']);
    expect(await kept('contact_term', 'wilhelmine')).toBe(0);
  });

  test('two that are merged are found as one, by what both were called', async () => {
    const [one, other] = ['4930131', '4930132'];
    await called('Philomena', one);
    await called('Perpetua', other);
    const idOf = async (value: string): Promise<string> =>
      (
        await stack.db.admin.query<{ id: string }>('SELECT contact_id AS id FROM contact_identity WHERE value = $1', [
          value,
        ])
      ).rows[0]!.id;
    const [from, into] = [await idOf(one), await idOf(other)];
    await stack.db.database.withTenant(tenantId, merging => mergeContacts(merging, from, into, Date.now()));
    await fill();
    const found = (await search(admin, one, 'contact'))[0]!.items;
    expect(found.map(item => item.contactId)).toEqual([into]);
    expect((await search(admin, 'perpetua', 'contact'))[0]!.items.map(item => item.contactId)).toEqual([into]);
  });

  async function called(name: string, from: string): Promise<void> {
    const { status } = await postWebhook(
      stack.baseUrl,
      messagesBody(stack.tenants[0]!.phoneNumberId, {
        contacts: [{ profile: { name }, wa_id: from }],
        messages: [
          {
            from,
            id: `wamid.${newId()}`,
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: 'text',
            text: { body: 'hi' },
          },
        ],
      }),
    );
    expect(status).toBe(200);
    await fill();
  }
});

describe('who finds what', () => {
  test('nothing of another tenant', async () => {
    await writes(stack, '4940001', 'platypus', 1);
    await fill(1);
    await said('platypus at home');
    expect(await texts('platypus')).toEqual(['platypus at home']);
    expect(await contacts('4940001')).toEqual([]);
    const theirs = await stack.admin(1);
    expect(await texts('platypus', theirs)).toEqual(['platypus']);
  });

  test('agents find what they see: their own, what is in their queues, and what they are asked about', async () => {
    const { id, from } = await said('ocelot in the garden');
    const [mia, jonas] = [await stack.agent(0), await stack.agent(1)];
    const [asMia] = agentsOf(stack);
    await assign(stack, id, asMia!);
    // In a queue of nobody.
    await stack.db.admin.query('UPDATE conversation SET queue_id = NULL WHERE id = $1', [id]);
    await note(mia, id, 'ocelot noted');
    for (const [who, count] of [
      [mia, 1],
      [admin, 1],
      [jonas, 0],
    ] as const) {
      expect(await texts('ocelot', who)).toHaveLength(count);
      expect(await texts('ocelot', who, 'note')).toHaveLength(count);
      expect(await contacts(from, who)).toHaveLength(count);
    }
  });

  test('a whisper is found by its author, by those it names, and by administrators', async () => {
    const { id } = await said('hello there');
    const [mia, jonas, sara] = [await stack.agent(0), await stack.agent(1), await stack.agent(2)];
    const [, asJonas] = agentsOf(stack);
    for (const agent of agentsOf(stack))
      await stack.db.admin.query(
        `
          INSERT INTO queue_member (tenant_id, queue_id, agent_id)
          SELECT tenant_id, queue_id, $2 FROM conversation WHERE id = $1
          ON CONFLICT DO NOTHING`,
        [id, agent.id],
      );
    await note(mia, id, 'psst: capybara', [asJonas!.id]);
    expect(await texts('capybara', mia, 'note')).toHaveLength(1);
    expect(await texts('capybara', jonas, 'note')).toHaveLength(1);
    expect(await texts('capybara', admin, 'note')).toHaveLength(1);
    expect(await texts('capybara', sara, 'note')).toEqual([]);
    expect(await texts('capybara', mia, 'message')).toEqual([]);
  });
});

describe('hostile questions', () => {
  const HOSTILE = [
    ...[
      "'",
      '"',
      '""',
      '\\',
      '%',
      '_',
      '*',
      '&|!()',
      ':*',
      '<->',
      'a:*b',
      "a'; DROP TABLE message; --",
      '„',
      '+',
      '0',
      '00',
    ],
    ...[
      'a '.repeat(100),
      '退'.repeat(200),
      '"'.repeat(200),
      'é'.repeat(200),
      '\u{10FFFF}',
      '😀'.repeat(100),
      '12'.repeat(100),
    ],
    ...[
      '\u0301'.repeat(150) + 'a',
      'a'.repeat(200),
      '\u202Eabc',
      'ﷺ'.repeat(11),
      ')('.repeat(100),
      '\uFFFD',
      'x'.repeat(49),
    ],
  ];
  test.each(HOSTILE.map(q => [q]))('%j is answered', async q => {
    expect(await search(admin, q)).toHaveLength(3);
  });

  test('what cannot be asked is refused with its field', async () => {
    const refused = async (query: string) => (await admin.get(`/api/v1/search?${query}` as '/api/v1/search')).body;
    expect(await refused('q=')).toMatchObject({ status: 400, field: 'q' });
    expect(await refused('q=%20')).toMatchObject({ status: 400, field: 'q' });
    expect(await refused(`q=${'a'.repeat(201)}`)).toMatchObject({ status: 400, field: 'q' });
    expect(await refused('q=a&cursor=abc')).toMatchObject({ status: 400, field: 'kind' });
    expect(await refused('q=a&kind=note&cursor=abc')).toMatchObject({ status: 400, field: 'cursor' });
    expect(await refused('q=a&kind=contact&cursor=abc')).toMatchObject({ status: 400, field: 'cursor' });
  });
});

describe('a page around a message', () => {
  test('leads on in both directions, without a gap or a repetition', async () => {
    const from = newContact();
    let id = '';
    for (let each = 0; each < 9; each++)
      id = await writes(stack, from, `n${each}`, 0, { at: 1_700_000_000_000 + each * 1_000 });
    const path = `/api/v1/conversations/${id}/messages`;
    const read = async (query: string) => {
      const { status, body } = await admin.get(`${path}?${query}` as '/api/v1/conversations/x/messages');
      expect(status).toBe(200);
      return { ...body, said: body.items.map(item => item.words) };
    };
    const all = await read('limit=100');
    expect(all.previousCursor).toBeNull();
    const middle = all.items.find(item => item.words === 'n4')!;
    const page = await read(`around=${middle.id}&limit=3`);
    expect(page.said).toEqual(['n5', 'n4', 'n3']);
    const newer = await read(`cursor=${page.previousCursor}&limit=3`);
    expect(newer.said).toEqual(['n8', 'n7', 'n6']);
    expect(newer.previousCursor).toBeNull();
    expect((await read(`cursor=${newer.nextCursor}&limit=2`)).said).toEqual(['n5', 'n4']);
    const older = await read(`cursor=${page.nextCursor}&limit=3`);
    expect(older.said).toEqual(['n2', 'n1', 'n0']);
    expect(older.nextCursor).toBeNull();
    expect((await read(`around=${all.items[0]!.id}&limit=4`)).previousCursor).toBeNull();
  });

  test('is refused for what is not there, or not to be seen', async () => {
    const { id } = await said('visible');
    await note(admin, id, 'whispered', [agentsOf(stack)[0]!.id]);
    const whisper = (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items[0]!.id;
    const of = async (who: HttpClient, query: string) =>
      (await who.get(`/api/v1/conversations/${id}/messages?${query}` as '/api/v1/conversations/x/messages')).body;
    expect(await of(admin, `around=${newId()}`)).toMatchObject({ status: 404 });
    expect(await of(admin, `around=${whisper}&cursor=abc`)).toMatchObject({ status: 400, field: 'cursor' });
    expect(await of(stack.api(), `around=${whisper}`)).toMatchObject({ status: 404 });
    expect(await of(admin, `around=${whisper}`)).toMatchObject({ items: expect.any(Array) });
  });
});
