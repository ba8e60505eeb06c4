/**
 * One person is one contact, by whatever identity WhatsApp knows them; and what belonged to somebody else stays with
 * them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody, WebhookMessage } from '../support/webhook.ts';
import { postWebhook } from '../support/webhook.ts';

/** Those of a case: in their order, or under their names. */
type Bodies = readonly WebhookBody[] & Readonly<Record<string, WebhookBody>>;
const load = (file: string) =>
  JSON.parse(readFileSync(join(root, 'test/fixtures/cases', file), 'utf8')) as { bodies: Bodies };

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

/** Sends a body of WhatsApp's to our number; `suffix` makes other people and messages of it. */
async function sends(body: object, suffix: string) {
  const aimed = JSON.parse(
    JSON.stringify(body)
      .replaceAll('"100000000000001"', JSON.stringify(stack.tenants[0]!.phoneNumberId))
      .replaceAll(/"(wamid\.[^"]+|DE\.[A-Z0-9]+|49\d+)"/g, `"$1${suffix}"`),
  ) as object;
  const { status, body: counts } = await postWebhook(stack.baseUrl, aimed);
  expect([status, counts.quarantined]).toEqual([200, 0]);
  return counts;
}

interface Row {
  readonly contact_id: string;
  readonly names: string[];
  readonly open: number;
  readonly texts: string[];
}

/**
 * Contacts that go by one of these names: all their names, how many open conversations they have, and what stands in
 * them.
 */
async function contactsOf(...names: string[]): Promise<Row[]> {
  const { rows } = await stack.db.admin.query<Row>(
    `
      SELECT
        i.contact_id,
        (
          SELECT array_agg(n.value ORDER BY n.value)
          FROM contact_identity n
          WHERE n.contact_id = i.contact_id
        ) AS names,
        (
          SELECT count(*)::int
          FROM conversation c
          WHERE c.contact_id = i.contact_id AND c.phase NOT IN ('closed', 'archived', 'erased')
        ) AS open,
        (
          SELECT coalesce(array_agg(m.content ->> 'body' ORDER BY m.received_at, m.id), '{}')
          FROM message m
            JOIN conversation c ON c.id = m.conversation_id
            LEFT JOIN conversation g ON g.id = c.merged_into
          WHERE i.contact_id IN (c.contact_id, g.contact_id) AND m.direction = 'inbound' AND m.kind = 'text'
        ) AS texts
      FROM contact_identity i
      WHERE i.value = ANY($1)
      GROUP BY i.contact_id
      ORDER BY min(i.created_at), i.contact_id`,
    [names],
  );
  return rows;
}

describe('bsuid-and-phone-never-joined.json', () => {
  test('a message that names both makes one contact of two, with one open conversation', async () => {
    for (const body of load('bsuid-and-phone-never-joined.json').bodies) await sends(body, '1');
    const contacts = await contactsOf('4918200000011', 'DE.K11');
    expect(contacts).toMatchObject([{ names: ['4918200000011', 'DE.K11'], open: 1 }]);
    expect(contacts[0]!.texts.sort()).toEqual(['both', 'by bsuid', 'by phone', 'phone again']);
  });

  test('in whatever order, and when they come at once', async () => {
    const { bodies } = load('bsuid-and-phone-never-joined.json');
    for (const body of [bodies[1]!, bodies[2]!, bodies[0]!]) await sends(body, '2');
    expect(await contactsOf('4918200000012', 'DE.K12')).toMatchObject([
      { names: ['4918200000012', 'DE.K12'], open: 1 },
    ]);
    await Promise.all(bodies.map(body => sends(body, '3')));
    expect(await contactsOf('4918200000013', 'DE.K13')).toMatchObject([
      { names: ['4918200000013', 'DE.K13'], open: 1 },
    ]);
  });
});

describe('forms of one phone number', () => {
  const text = (from: string, wamid: string) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '200000000000001',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '1', phone_number_id: '100000000000001' },
              contacts: [{ profile: { name: 'F' }, wa_id: from }],
              messages: [{ id: wamid, timestamp: '1795710000', from, type: 'text', text: { body: from } }],
            },
          },
        ],
      },
    ],
  });

  test.each([
    ['Brazil', '5511987650099', '551187650099'],
    ['Mexico', '5215512340099', '525512340099'],
    ['Argentina', '5491123450099', '541123450099'],
  ])(
    '%s: whoever writes under either is one contact, and is sent to as WhatsApp wrote it last',
    async (_, long, short) => {
      for (const [index, from] of [short, long, short].entries()) await sends(text(from, `wamid.${from}.${index}`), '');
      expect(await contactsOf(long)).toMatchObject([
        { names: [short, long].sort(), open: 1, texts: [short, long, short] },
      ]);
    },
  );

  test('both in one body, never seen before', async () => {
    const body = text('5521987650098', 'wamid.both.1');
    const other = text('552187650098', 'wamid.both.2');
    const [value, more] = [body, other].map(each => each.entry[0]!.changes[0]!.value);
    value!.contacts.push(more!.contacts[0]!);
    value!.messages.push(more!.messages[0]!);
    await sends(body, '');
    expect(await contactsOf('5521987650098')).toMatchObject([
      { names: ['5521987650098', '552187650098'].sort(), open: 1 },
    ]);
  });

  test('two contacts of before are proposed for merging, and made one when somebody says so', async () => {
    const [long, short] = ['5531987650097', '553187650097'];
    await sends(text(long, 'wamid.old.1'), '');
    await sends(text('553100000000', 'wamid.old.2'), '');
    // As it was before the forms were known to be one.
    await stack.db.admin.query('UPDATE contact_identity SET value = $2 WHERE value = $1', ['553100000000', short]);
    const admin = await stack.admin();
    const { items } = (await admin.get('/api/v1/contacts/duplicates')).body;
    expect(items.map(pair => pair.contacts.map(each => each.waId))).toEqual([[long, short]]);
    const [one, other] = items[0]!.contacts;
    expect((await admin.post(`/api/v1/contacts/${one.id}/merge`, { contactId: one.id })).body).toMatchObject({
      code: 'invalid_request',
      field: 'contactId',
    });
    const agent = await stack.agent(0);
    expect((await agent.post(`/api/v1/contacts/${one.id}/merge`, { contactId: other.id })).status).toBe(403);
    expect((await admin.post(`/api/v1/contacts/${one.id}/merge`, { contactId: other.id })).status).toBe(200);
    expect((await admin.get('/api/v1/contacts/duplicates')).body.items).toEqual([]);
    expect(await contactsOf(long)).toMatchObject([{ names: [long, short].sort(), open: 1 }]);
  });
});

describe('notices that name a person twice', () => {
  const status = (userId: string, waId: string, wamid: string): object => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '200000000000001',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '1', phone_number_id: '100000000000001' },
              contacts: [{ profile: { name: 'S' }, wa_id: waId, user_id: userId }],
              statuses: [
                {
                  id: wamid,
                  status: 'delivered',
                  timestamp: '1795710000',
                  recipient_id: waId,
                  recipient_user_id: userId,
                },
              ],
            },
          },
        ],
      },
    ],
  });

  test('a delivery joins who was known by one name with who was known by the other; nobody begins by one', async () => {
    const { bodies } = load('bsuid-and-phone-never-joined.json');
    for (const body of [bodies[0]!, bodies[1]!]) await sends(body, '7');
    expect(await contactsOf('4918200000017', 'DE.K17')).toHaveLength(2);
    await sends(status('DE.K17', '4918200000017', 'wamid.of.nobody'), '');
    expect(await contactsOf('4918200000017', 'DE.K17')).toMatchObject([
      { names: ['4918200000017', 'DE.K17'], open: 1 },
    ]);
    await sends(status('DE.NOBODY', '4918200099999', 'wamid.of.nobody.2'), '');
    expect(await contactsOf('4918200099999', 'DE.NOBODY')).toEqual([]);
  });

  test('a parent’s id joins the user ids of two portfolios; who shares the own number is joined, too', async () => {
    const { bodies } = load('bsuid-and-phone-never-joined.json');
    const byUser = structuredClone(bodies[1]!);
    Object.assign(byUser.entry[0]!.changes[0]!.value.contacts![0]!, { parent_user_id: 'DE.ENT.P1' });
    await sends(byUser, '8');
    const other = structuredClone(byUser);
    Object.assign(other.entry[0]!.changes[0]!.value.contacts![0]!, { user_id: 'DE.OTHER1' });
    Object.assign(other.entry[0]!.changes[0]!.value.messages![0]!, { id: 'wamid.parent', from_user_id: 'DE.OTHER1' });
    await sends(other, '8');
    expect(await contactsOf('DE.K18')).toMatchObject([{ names: ['DE.ENT.P1', 'DE.K18', 'DE.OTHER18'], open: 1 }]);
    await sends(bodies[0]!, '8');
    expect(await contactsOf('DE.K18', '4918200000018')).toHaveLength(2);
    const card = structuredClone(bodies[1]!);
    card.entry[0]!.changes[0]!.value.messages = [
      {
        id: 'wamid.card',
        timestamp: '1795710000',
        from_user_id: 'DE.K1',
        type: 'contacts',
        origin: 'contact_request/other',
        contacts: [{ vcard: 'BEGIN:VCARD', phones: [{ phone: '+49 182 0000001' }] }],
      },
    ];
    const aimed = JSON.parse(JSON.stringify(card).replaceAll('+49 182 0000001', '+49 182 00000018')) as object;
    await sends(aimed, '8');
    expect(await contactsOf('DE.K18', '4918200000018')).toMatchObject([
      { names: ['4918200000018', 'DE.ENT.P1', 'DE.K18', 'DE.OTHER18'], open: 1 },
    ]);
  });
});

describe('bsuid-number-given-to-somebody-else.json', () => {
  test('whoever has the number now is another contact, and neither sees the other’s words', async () => {
    const { bodies } = load('bsuid-number-given-to-somebody-else.json');
    for (const body of bodies) await sends(body, '1');
    expect(await contactsOf('4918100000011', 'DE.F11', 'DE.S11')).toMatchObject([
      { names: ['DE.F11'], open: 1, texts: ['secret of the first owner'] },
      { names: ['4918100000011', 'DE.S11'], open: 1, texts: ['new here'] },
    ]);
    const notes = await stack.db.admin.query(
      `
        SELECT 1
        FROM message m
          JOIN conversation c ON c.id = m.conversation_id
          JOIN contact_identity i ON i.contact_id = c.contact_id
        WHERE i.value = 'DE.F11' AND m.kind = 'note'`,
    );
    expect(notes.rowCount).toBe(1);
    // By the number alone it is the new one's.
    const alone = structuredClone(bodies[1]!);
    const { contacts, messages } = alone.entry[0]!.changes[0]!.value;
    delete contacts![0]!['user_id'];
    delete messages![0]!['from_user_id'];
    messages![0]!.id = 'wamid.D3';
    messages![0]!['text'] = { body: 'by number' };
    await sends(alone, '1');
    expect(await contactsOf('4918100000011')).toMatchObject([{ texts: ['new here', 'by number'] }]);
  });

  test('also within one body', async () => {
    const { bodies } = load('bsuid-number-given-to-somebody-else.json');
    const both = structuredClone(bodies[0]!);
    for (const part of ['contacts', 'messages'] as const)
      both.entry[0]!.changes[0]!.value[part]!.push(bodies[1]!.entry[0]!.changes[0]!.value[part]![0] as WebhookMessage);
    await sends(both, '2');
    expect(await contactsOf('4918100000012', 'DE.F12', 'DE.S12')).toMatchObject([
      { names: ['DE.F12'], texts: ['secret of the first owner'] },
      { names: ['4918100000012', 'DE.S12'], texts: ['new here'] },
    ]);
  });
});

describe('in another order', () => {
  const base = load('bsuid-number-given-to-somebody-else.json').bodies;
  /** A message of somebody's at a second; `names`: what WhatsApp calls the sender. */
  function by(
    names: { readonly user?: string; readonly phone?: string },
    id: string,
    second: number,
    message: { readonly type: string; readonly [part: string]: unknown },
  ): WebhookBody {
    const body = structuredClone(base[0]!);
    const { value } = body.entry[0]!.changes[0]!;
    value.contacts = [
      {
        profile: { name: 'B' },
        ...(names.phone === undefined ? {} : { wa_id: names.phone }),
        ...(names.user === undefined ? {} : { user_id: names.user }),
      },
    ];
    value.messages = [
      {
        id,
        timestamp: String(1_795_710_000 + second),
        ...(names.phone === undefined ? {} : { from: names.phone }),
        ...(names.user === undefined ? {} : { from_user_id: names.user }),
        ...message,
      },
    ];
    return body;
  }
  const text = (body: string) => ({ type: 'text', text: { body } });

  test('what the owner before wrote, and was told of, gives the number back to nobody', async () => {
    const [phone, first, second] = ['491811000001', 'DE.LATE1', 'DE.LATE2'];
    await sends(by({ phone, user: first }, 'wamid.late.1', 10, text('first')), '');
    await sends(by({ phone, user: second }, 'wamid.late.2', 20, text('second')), '');
    const delivered = by({ phone, user: first }, 'x', 30, text(''));
    const { value } = delivered.entry[0]!.changes[0]!;
    delete value.messages;
    value.statuses = [
      {
        id: 'wamid.late.ours',
        status: 'delivered',
        timestamp: '1795710030',
        recipient_id: phone,
        recipient_user_id: first,
      },
    ];
    await sends(delivered, '');
    // One that comes late, one that comes again, and one of somebody who had the number before both and never wrote.
    await sends(by({ phone, user: first }, 'wamid.late.0', 15, text('written before')), '');
    await sends(by({ phone, user: first }, 'wamid.late.1', 10, text('first')), '');
    await sends(by({ phone, user: 'DE.LATE0' }, 'wamid.late.00', 5, text('long ago')), '');
    expect(await contactsOf(phone)).toMatchObject([{ names: [phone, second], texts: ['second'] }]);
    expect(await contactsOf(first)).toMatchObject([{ names: [first], open: 1 }]);
    expect((await contactsOf(first))[0]!.texts.sort()).toEqual(['first', 'written before']);
    expect(await contactsOf('DE.LATE0')).toMatchObject([{ names: ['DE.LATE0'], texts: ['long ago'] }]);
    // Their own next message tells who has it now.
    await sends(by({ phone, user: first }, 'wamid.late.9', 90, text('mine again')), '');
    expect(await contactsOf(phone)).toMatchObject([{ names: [phone, first] }]);
  });

  test('who wrote from the new number before the notice is one contact, with one open conversation', async () => {
    const [old, now, before, after] = ['491811000011', '491811000012', 'DE.MOVE1', 'DE.MOVE2'];
    await sends(by({ phone: old, user: before }, 'wamid.move.1', 1, text('old')), '');
    await sends(by({ phone: now }, 'wamid.move.2', 2, text('new')), '');
    await sends(
      by({ phone: old }, 'wamid.move.3', 3, {
        type: 'system',
        system: { type: 'user_changed_number', body: 'moved', previous_user_id: before, user_id: after, wa_id: now },
      }),
      '',
    );
    await sends(by({ phone: now, user: after }, 'wamid.move.4', 4, text('both')), '');
    expect(await contactsOf(now, after)).toMatchObject([{ names: [now, after], open: 1 }]);
    expect((await contactsOf(now))[0]!.texts.sort()).toEqual(['both', 'new', 'old']);
  });

  test('who wrote under both new names before the notice is not told to be two', async () => {
    const [old, now, before, after] = ['491811000021', '491811000022', 'DE.TOLD1', 'DE.TOLD2'];
    await sends(by({ phone: old, user: before }, 'wamid.told.1', 1, text('old')), '');
    await sends(by({ phone: now, user: after }, 'wamid.told.2', 2, text('new')), '');
    await sends(
      by({ phone: old, user: before }, 'wamid.told.3', 3, {
        type: 'system',
        system: { type: 'user_changed_number', body: 'moved', user_id: after, wa_id: now },
      }),
      '',
    );
    expect(await contactsOf(now, after, old, before)).toMatchObject([{ names: [now, after], open: 1 }]);
    const notes = await stack.db.admin.query(
      `
        SELECT 1
        FROM message m
          JOIN conversation c ON c.id = m.conversation_id
          JOIN contact_identity i ON i.contact_id = c.contact_id
        WHERE i.value = $1 AND m.kind = 'note'`,
      [now],
    );
    expect(notes.rowCount).toBe(0);
  });

  test('a shared card without its country joins with nobody', async () => {
    await sends(by({ phone: '1719999999' }, 'wamid.card.1', 1, text('somebody else')), '');
    await sends(
      by({ user: 'DE.CARD1' }, 'wamid.card.2', 2, {
        type: 'contacts',
        origin: 'contact_request/other',
        contacts: [{ phones: [{ phone: '(171) 999-9999' }] }],
      }),
      '',
    );
    expect(await contactsOf('1719999999', 'DE.CARD1')).toHaveLength(2);
  });
});

describe('bsuid-user-changed-user-id.json', () => {
  const { bodies } = load('bsuid-user-changed-user-id.json');

  test.each(['system_no_from', 'system_from_new'])(
    '%s: one contact, one conversation, under the new id',
    async (name: string) => {
      const suffix = name === 'system_no_from' ? '1' : '2';
      for (const each of ['a', name, 'b']) await sends(bodies[each]!, suffix);
      expect(await contactsOf(`DE.OLD1${suffix}`, `DE.NEW1${suffix}`)).toMatchObject([
        { names: [`DE.NEW1${suffix}`], open: 1, texts: ['before', 'after'] },
      ]);
    },
  );

  test('number_with_bsuid: the number and the id change together', async () => {
    const first = structuredClone(bodies['a']!);
    const { contacts, messages } = first.entry[0]!.changes[0]!.value;
    contacts![0]!['wa_id'] = '491600000010';
    messages![0]!.from = '491600000010';
    await sends(first, '3');
    await sends(bodies['number_with_bsuid']!, '3');
    await sends(bodies['b']!, '3');
    expect(await contactsOf('DE.OLD13', 'DE.NEW13', '4916000000103', '4916000000113')).toMatchObject([
      { names: ['4916000000113', 'DE.NEW13'], open: 1, texts: ['before', 'after'] },
    ]);
  });
});
