/** One person is one contact, by whatever names WhatsApp knows it; and what was somebody else's stays somebody else's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook } from '../support/webhook.ts';

const load = (file: string): any => JSON.parse(readFileSync(join(root, 'test/fixtures/cases', file), 'utf8'));

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

/** Sends a body of WhatsApp's to our number; `suffix` makes other people and messages of it. */
async function sends(body: any, suffix: string): Promise<any> {
  const aimed = JSON.parse(JSON.stringify(body).replaceAll('"100000000000001"', JSON.stringify(stack.tenants[0]!.phoneNumberId)).replaceAll(/"(wamid\.[^"]+|DE\.[A-Z0-9]+|49\d+)"/g, `"$1${suffix}"`)) as object;
  const { status, body: counts } = await postWebhook(stack.baseUrl, aimed);
  expect([status, counts.quarantined]).toEqual([200, 0]);
  return counts;
}

interface Row { readonly contact_id: string; readonly names: string[]; readonly open: number; readonly texts: string[] }

/** Contacts that go by one of these names: all their names, how many open conversations they have, and what stands in them. */
async function contactsOf(...names: string[]): Promise<Row[]> {
  const { rows } = await stack.db.admin.query<Row>(`
    SELECT i.contact_id, (SELECT array_agg(n.value ORDER BY n.value) FROM contact_identity n WHERE n.contact_id = i.contact_id) AS names,
      (SELECT count(*)::int FROM conversation c WHERE c.contact_id = i.contact_id AND c.phase NOT IN ('closed', 'archived', 'erased')) AS open,
      (SELECT coalesce(array_agg(m.content->>'body' ORDER BY m.received_at, m.id), '{}') FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN conversation g ON g.id = c.merged_into WHERE i.contact_id IN (c.contact_id, g.contact_id) AND m.direction = 'inbound' AND m.kind = 'text') AS texts
    FROM contact_identity i WHERE i.value = ANY($1) GROUP BY i.contact_id ORDER BY min(i.created_at), i.contact_id`, [names]);
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
    for (const body of [bodies[1], bodies[2], bodies[0]]) await sends(body, '2');
    expect(await contactsOf('4918200000012', 'DE.K12')).toMatchObject([{ names: ['4918200000012', 'DE.K12'], open: 1 }]);
    await Promise.all(bodies.map((body: any) => sends(body, '3')));
    expect(await contactsOf('4918200000013', 'DE.K13')).toMatchObject([{ names: ['4918200000013', 'DE.K13'], open: 1 }]);
  });
});

describe('bsuid-number-given-to-somebody-else.json', () => {
  test('whoever has the number now is another contact, and neither sees the other’s words', async () => {
    const { bodies } = load('bsuid-number-given-to-somebody-else.json');
    for (const body of bodies) await sends(body, '1');
    expect(await contactsOf('4918100000011', 'DE.F11', 'DE.S11')).toMatchObject([
      { names: ['DE.F11'], open: 1, texts: ['secret of the first owner'] }, { names: ['4918100000011', 'DE.S11'], open: 1, texts: ['new here'] },
    ]);
    const notes = await stack.db.admin.query("SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = 'DE.F11' AND m.kind = 'note'");
    expect(notes.rowCount).toBe(1);
    // By the number alone it is the new one's.
    const alone = structuredClone(bodies[1]);
    const { contacts, messages } = alone.entry[0].changes[0].value;
    delete contacts[0].user_id;
    delete messages[0].from_user_id;
    messages[0].id = 'wamid.D3';
    messages[0].text.body = 'by number';
    await sends(alone, '1');
    expect(await contactsOf('4918100000011')).toMatchObject([{ texts: ['new here', 'by number'] }]);
  });

  test('also within one body', async () => {
    const { bodies } = load('bsuid-number-given-to-somebody-else.json');
    const both = structuredClone(bodies[0]);
    for (const part of ['contacts', 'messages']) both.entry[0].changes[0].value[part].push(bodies[1].entry[0].changes[0].value[part][0]);
    await sends(both, '2');
    expect(await contactsOf('4918100000012', 'DE.F12', 'DE.S12')).toMatchObject([{ names: ['DE.F12'], texts: ['secret of the first owner'] }, { names: ['4918100000012', 'DE.S12'], texts: ['new here'] }]);
  });
});

describe('bsuid-user-changed-user-id.json', () => {
  const { bodies } = load('bsuid-user-changed-user-id.json');

  test.each(['system_no_from', 'system_from_new'])('%s: one contact, one conversation, under the new id', async (name: string) => {
    const suffix = name === 'system_no_from' ? '1' : '2';
    for (const each of ['a', name, 'b']) await sends(bodies[each], suffix);
    expect(await contactsOf(`DE.OLD1${suffix}`, `DE.NEW1${suffix}`)).toMatchObject([{ names: [`DE.NEW1${suffix}`], open: 1, texts: ['before', 'after'] }]);
  });

  test('number_with_bsuid: the number and the id change together', async () => {
    const first = structuredClone(bodies['a']);
    first.entry[0].changes[0].value.contacts[0].wa_id = '491600000010';
    first.entry[0].changes[0].value.messages[0].from = '491600000010';
    await sends(first, '3');
    await sends(bodies['number_with_bsuid'], '3');
    await sends(bodies['b'], '3');
    expect(await contactsOf('DE.OLD13', 'DE.NEW13', '4916000000103', '4916000000113')).toMatchObject([{ names: ['4916000000113', 'DE.NEW13'], open: 1, texts: ['before', 'after'] }]);
  });
});
