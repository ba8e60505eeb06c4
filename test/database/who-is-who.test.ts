/**
 * Random histories of people who write under their phone number, their user id or both, get new numbers and ids, and
 * give up numbers that others get. Whatever WhatsApp reports, and in whatever form: one person is one contact, and
 * nobody reads what another one wrote.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { InboundMessage, NamesItem, Sender, WebhookItem } from '../../domain/whatsapp/inbound.ts';
import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { storeItems } from '../../store/inbound/ingest.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const RUNS = size({ quick: 150, full: 1_000 });
const BEGIN = Date.UTC(2026, 0, 5);

let stack: Stack;
beforeAll(
  async () =>
    void (stack = await createStack({
      temporal: 'none',
      tenants: [{ maxPerAgent: 100_000 }, { maxPerAgent: 100_000 }],
    })),
);
afterAll(() => stack.close());

/**
 * What happens, of one of three people. `both`, `user`, `phone`: what a message names; a notice names both; `form`: how
 * WhatsApp writes the number.
 */
const step = fc.record({
  person: fc.nat(2),
  form: fc.nat(2),
  parent: fc.boolean(),
  what: fc.constantFrom(
    'both',
    'both',
    'user',
    'phone',
    'notice',
    'new_number',
    'new_id',
    'gives_number_away',
    'stops',
    'restricts',
    'reacts',
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Person {
  phone: string | null;
  userId: string;
  parentId: string;
  /** What WhatsApp has told of this person, by now: nobody can know more. */
  readonly told: { user: boolean; both: boolean };
  /** The number was somebody else's: only what its new owner writes says that it is not any more, a notice does not. */
  takesOver: boolean;
  stopped: boolean;
  restricted: boolean;
  said: number;
}

/** One history under names of its own. @returns what is wrong in the end. */
async function play(run: number, steps: readonly Step[]): Promise<string[]> {
  const { id: tenantId, phoneNumberId } = stack.tenants[0]!;
  let [at, serial] = [BEGIN + run * 10_000_000, 0];
  const tail = String(run).padStart(5, '0');
  // One of a country whose numbers have one form, and of two where they have two.
  const numbers = [`49170${tail}00`, `551198${tail}00`, `52155${tail}000`].map((number, index) =>
    index === 0 ? number : number.slice(0, 13),
  );
  const newId = (): string => `DE.${run}x${++serial}`;
  const person = (phone: string): Person => ({
    phone,
    userId: newId(),
    parentId: newId().replace('DE.', 'DE.ENT.'),
    told: { user: false, both: false },
    takesOver: false,
    stopped: false,
    restricted: false,
    said: 0,
  });
  const people = numbers.map(person);
  const gone: Person[] = [];
  const written: { readonly by: Person; readonly text: string }[] = [];

  const senderOf = (who: Person, what: 'both' | 'user' | 'phone', { form, parent }: Step): Sender => {
    const forms = who.phone === null ? [] : formsOf(who.phone);
    return {
      userId: what === 'phone' ? null : who.userId,
      parentUserId: parent && what !== 'phone' ? who.parentId : null,
      waId: what === 'user' ? null : (forms[form % forms.length] ?? null),
      profileName: null,
      username: null,
    };
  };
  const item = (sender: Sender, kind: InboundMessage['kind'], content: object): InboundMessage => ({
    item: 'message',
    phoneNumberId,
    wamid: `wamid.${run}.${++serial}`,
    sender,
    sentAt: at,
    kind,
    content: content as InboundMessage['content'],
    contextWamid: null,
    target: kind === 'reaction' ? { kind: 'reaction', wamid: 'wamid.0' } : null,
    opensWindow: kind !== 'system',
    raw: null,
  });
  const take = (one: WebhookItem): Promise<unknown> =>
    stack.db.database.withTenant(tenantId, unit => storeItems(unit, [one], at));

  const contactOf = async (who: Person): Promise<string[]> => {
    const { rows } = await stack.db.admin.query<{ contact_id: string }>(
      'SELECT DISTINCT contact_id FROM contact_identity WHERE tenant_id = $1 AND value = ANY($2)',
      [tenantId, [who.userId, ...(who.phone === null ? [] : formsOf(who.phone))]],
    );
    return rows.map(row => row.contact_id);
  };

  for (const each of steps) {
    const who = people[each.person]!;
    at += 1_000;
    switch (each.what) {
      case 'both':
      case 'user':
      case 'phone': {
        // Who is not known by its user id is not told apart from who had the number before: since user ids are given to
        // all, WhatsApp always tells them.
        const what = who.phone === null ? 'user' : each.what === 'phone' && !who.told.both ? 'both' : each.what;
        const text = `${run}:${++serial}`;
        await take(item(senderOf(who, what, each), 'text', { body: text }));
        written.push({ by: who, text });
        if (what !== 'phone') who.told.user = true;
        if (what === 'both') [who.told.both, who.takesOver] = [true, false];
        break;
      }
      case 'notice': {
        if (who.phone === null || !who.told.user) break;
        await take({
          item: 'names',
          phoneNumberId,
          sender: senderOf(who, 'both', each),
          raw: null,
        } satisfies NamesItem);
        who.told.both ||= !who.takesOver;
        break;
      }
      case 'new_number':
      case 'new_id': {
        if (!who.told.both) break;
        const before = senderOf(who, each.form % 2 === 0 || who.phone === null ? 'user' : 'both', {
          ...each,
          parent: false,
        });
        who.userId = newId();
        if (each.what === 'new_number') who.phone = `49171${tail}${String(++serial).padStart(3, '0')}`;
        await take(
          item(before, 'system', {
            type: each.what === 'new_number' ? 'user_changed_number' : 'user_changed_user_id',
            user_id: who.userId,
            ...(each.what === 'new_number' ? { wa_id: who.phone } : {}),
          }),
        );
        who.told.both = each.what === 'new_number';
        break;
      }
      case 'gives_number_away': {
        if (who.phone === null || !who.told.both) break;
        gone.push(who);
        people[each.person] = { ...person(who.phone), takesOver: true };
        who.phone = null;
        break;
      }
      case 'stops':
      case 'restricts': {
        const [contact] = await contactOf(who);
        if (contact === undefined || !who.told.both) break;
        if (each.what === 'stops')
          await stack.db.admin.query(
            'UPDATE contact SET marketing_stopped = true, marketing_said_at = $2 WHERE id = $1',
            [contact, new Date(at)],
          );
        else await stack.db.admin.query('UPDATE contact SET restricted = true WHERE id = $1', [contact]);
        who.stopped ||= each.what === 'stops';
        who.restricted ||= each.what === 'restricts';
        break;
      }
      case 'reacts':
        await take(
          item(senderOf(who, who.phone === null ? 'user' : who.told.both ? 'both' : 'user', each), 'reaction', {
            message_id: 'wamid.0',
            emoji: '👍',
          }),
        );
    }
  }

  const wrong: string[] = [];
  for (const who of [...people, ...gone]) {
    if (!who.told.both && !who.told.user) continue;
    const contacts = who.told.both ? await contactOf(who) : [];
    if (who.told.both && contacts.length !== 1) wrong.push(`a person is ${contacts.length} contacts`);
    const {
      rows: [row],
    } = await stack.db.admin.query<{ marketing_stopped: boolean; restricted: boolean }>(
      'SELECT marketing_stopped, restricted FROM contact WHERE id = $1',
      [contacts[0] ?? null],
    );
    if (row !== undefined && who.stopped && !row.marketing_stopped) wrong.push('a stop is lost');
    if (row !== undefined && who.restricted && !row.restricted) wrong.push('a restriction is lost');
  }
  const { rows: said } = await stack.db.admin.query<{ body: string; contact: string; open: number }>(
    `
      SELECT
        m.content ->> 'body' AS body,
        coalesce(g.contact_id, c.contact_id) AS contact,
        (
          SELECT count(*)::int
          FROM conversation o
          WHERE o.thread_id = c.thread_id
            AND o.phase IN ('queued', 'offered', 'active', 'bot', 'wrapping', 'snoozed')
        ) AS open
      FROM message m
        JOIN conversation c ON c.id = m.conversation_id
        LEFT JOIN conversation g ON g.id = c.merged_into
      WHERE m.tenant_id = $1 AND m.kind = 'text' AND m.content ->> 'body' LIKE $2`,
    [tenantId, `${run}:%`],
  );
  if (said.length !== written.length) wrong.push(`${written.length} texts were written, ${said.length} are kept`);
  if (said.some(row => row.open > 1)) wrong.push('a thread has two open conversations');
  const readers = new Map<string, Set<Person>>();
  for (const { body, contact } of said)
    readers.set(contact, (readers.get(contact) ?? new Set()).add(written.find(each => each.text === body)!.by));
  for (const authors of readers.values()) if (authors.size > 1) wrong.push('one contact holds the words of two people');
  for (const who of people) {
    const contacts = new Set(
      said.filter(({ body }) => written.find(each => each.text === body)!.by === who).map(row => row.contact),
    );
    if (who.told.both && contacts.size > 1) wrong.push('the words of one person are with two contacts');
  }
  return wrong;
}

test('a message that comes while two contacts become one is with who is left', async () => {
  const { id: tenantId, phoneNumberId } = stack.tenants[1]!;
  const store = unitOfWork(stack.db.database);
  for (let round = 0; round < size({ quick: 15, full: 150 }); round++) {
    const [waId, userId] = [`49175${String(round).padStart(7, '0')}`, `DE.AT${round}`];
    let serial = 0;
    const text = (sender: Partial<Sender>): InboundMessage => ({
      item: 'message',
      phoneNumberId,
      wamid: `wamid.at.${round}.${++serial}`,
      sender: { userId: null, waId: null, profileName: null, username: null, ...sender },
      sentAt: BEGIN + serial * 1_000,
      kind: 'text',
      content: { body: 'x' },
      contextWamid: null,
      target: null,
      opensWindow: true,
      raw: null,
    });
    const take = (one: InboundMessage): Promise<unknown> =>
      store(tenantId, unit => storeItems(unit, [one], BEGIN + 100_000));
    await take(text({ waId }));
    await take(text({ userId }));
    // Each in a transaction of its own, as processes that know nothing of each other.
    await Promise.all([
      take(text({ waId, userId })),
      take(text({ waId })),
      take(text({ userId })),
      take(text({ waId })),
    ]);
    const { rows } = await stack.db.admin.query<{ open: number; lost: number; contacts: number }>(
      `
        SELECT
          (
            SELECT count(DISTINCT contact_id)::int
            FROM contact_identity
            WHERE tenant_id = $1 AND value = ANY($2)
          ) AS contacts,
          count(*) FILTER (
            WHERE c.phase IN ('queued', 'offered', 'active', 'bot', 'wrapping', 'snoozed')
              AND c.contact_id IN (
                SELECT contact_id
                FROM contact_identity
                WHERE tenant_id = $1 AND value = ANY($2)
              )
          )::int AS open,
          count(*) FILTER (
            WHERE c.phase NOT IN ('closed', 'archived', 'erased')
              AND NOT EXISTS (
                SELECT 1
                FROM contact_identity i
                WHERE i.tenant_id = $1 AND i.contact_id = c.contact_id
              )
          )::int AS lost
        FROM conversation c
        WHERE c.tenant_id = $1`,
      [tenantId, [waId, userId]],
    );
    expect([round, rows[0]]).toEqual([round, { contacts: 1, open: 1, lost: 0 }]);
  }
});

test(`${RUNS} random histories: one contact a person, one open conversation a thread, stops and restrictions kept, nobody sees another’s words`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async steps => {
      expect(await play(++run, steps)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
