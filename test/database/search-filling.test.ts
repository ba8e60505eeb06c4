/** What can be found is filled beside the flows, and gone with what it was made of. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { deleteContentBefore, eraseRemains } from '../../store/deadlines/retention.ts';
import { fillSearch } from '../../store/search/fill.ts';
import { holdPlace } from '../../store/search/place.ts';
import { newContact, writes } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { createSearchStack } from '../support/search.ts';
import type { Stack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let tenantId: string;
beforeAll(async () => {
  ({ stack, admin, tenantId } = await createSearchStack());
});
afterAll(() => stack.close());

const found = async (q: string, kind: 'message' | 'contact') => {
  const { body } = await admin.get(`/api/v1/search?q=${q}&kind=${kind}` as '/api/v1/search');
  return body.groups[0]!.items;
};
const texts = async (q: string): Promise<string[]> => (await found(q, 'message')).map(item => item.words!.text);
const contacts = async (q: string): Promise<(string | null)[]> =>
  (await found(q, 'contact')).map(item => item.number?.text ?? null);
const fill = (): Promise<void> => stack.search.fill(tenantId);
const said = async (text: string): Promise<{ id: string; from: string }> => {
  const from = newContact();
  const id = await writes(stack, from, text);
  await fill();
  return { id, from };
};
const kept = async (table: 'message_term' | 'contact_term', term: string): Promise<number> =>
  (await stack.db.admin.query(`SELECT 1 FROM ${table} WHERE tenant_id = $1 AND term = $2`, [tenantId, term])).rowCount!;
/** Messages of one contact, which come together. */
const lemmings = (count: number) =>
  messagesBody(stack.tenants[0]!.phoneNumberId, {
    contacts: [{ profile: { name: 'Lemming' }, wa_id: '4960001' }],
    messages: Array.from({ length: count }, (_, each) => ({
      from: '4960001',
      id: `wamid.${newId()}`,
      timestamp: String(Math.floor(Date.now() / 1000)),
      type: 'text',
      text: { body: `lemming ${each}` },
    })),
  });

describe('what is deleted', () => {
  test('is not found from the same transaction on, and leaves no word behind', async () => {
    const { id } = await said('axolotl secrets');
    await stack.db.database.withTenant(tenantId, async deleting => {
      await deleteContentBefore(deleting, id, Date.now() + 1_000, Date.now());
      expect(await deleting.tx.messageTerm.count({ where: { term: 'axolotl' } })).toBe(0);
    });
    expect(await texts('axolotl')).toEqual([]);
    await fill();
    expect(await kept('message_term', 'axolotl')).toBe(0);
  });

  test('is gone, too, when a process of the release before deletes it, which does not know of words', async () => {
    const { id } = await said('numbat secrets');
    expect(await kept('message_term', 'numbat')).toBe(1);
    await stack.db.database.withTenant(
      tenantId,
      ({ tx }) =>
        tx.$executeRaw`UPDATE message SET content = NULL, content_deleted_at = now() WHERE conversation_id = ${id}::uuid`,
    );
    expect(await kept('message_term', 'numbat')).toBe(0);
    const other = await said('bilby secrets');
    await stack.db.database.withTenant(
      tenantId,
      ({ tx }) => tx.$executeRaw`DELETE FROM message WHERE conversation_id = ${other.id}::uuid`,
    );
    expect(await kept('message_term', 'bilby')).toBe(0);
  });

  test('by the contact for everyone is found neither by its words nor by what they mean', async () => {
    const { id, from } = await said('My secrets are umbrellas');
    for (const q of ['umbrellas', 'secret']) expect(await texts(q)).toEqual(['My secrets are umbrellas']);
    const { rows } = await stack.db.admin.query<{ wamid: string }>(
      'SELECT wamid FROM message WHERE conversation_id = $1',
      [id],
    );
    const revoke = { type: 'revoke', revoke: { original_message_id: rows[0]!.wamid } };
    const { body } = await postWebhook(
      stack.baseUrl,
      messagesBody(stack.tenants[0]!.phoneNumberId, {
        contacts: [{ profile: { name: 'Olive' }, wa_id: from }],
        messages: [{ from, id: `wamid.${newId()}`, timestamp: String(Math.floor(Date.now() / 1000)), ...revoke }],
      }),
    );
    expect(body.stored).toBe(1);
    for (const q of ['umbrellas', 'secret']) expect(await texts(q)).toEqual([]);
  });

  test('does not come back from somebody who is filling at that moment', async () => {
    const from = newContact();
    const id = await writes(stack, from, 'pangolin secrets');
    let deleted: Promise<unknown> = Promise.resolve();
    await stack.db.database.withTenant(tenantId, async filling => {
      await fillSearch(filling);
      // It has read the words, and has not ended.
      deleted = stack.db.database.withTenant(tenantId, deleting =>
        deleteContentBefore(deleting, id, Date.now() + 1_000, Date.now()),
      );
      await lockedOut();
    });
    await deleted;
    expect(await kept('message_term', 'pangolin')).toBe(0);
  });

  test('while it is deleted, nobody fills', async () => {
    await writes(stack, newContact(), 'quokka');
    await stack.db.database.withTenant(tenantId, async holding => {
      await holdPlace(holding);
      const filled = await stack.db.database.withTenant(tenantId, filling => fillSearch(filling));
      // It is tried again, and the tenant is not forgotten.
      expect(filled).toBe('more');
      expect(await kept('message_term', 'quokka')).toBe(0);
    });
    await fill();
    expect(await kept('message_term', 'quokka')).toBe(1);
  });

  test('an erased contact is found by nothing', async () => {
    const { id, from } = await said('hello');
    expect(await kept('contact_term', from)).toBe(1);
    const { rows } = await stack.db.admin.query<{ contact_id: string }>(
      'SELECT contact_id FROM conversation WHERE id = $1',
      [id],
    );
    await stack.db.admin.query("UPDATE conversation SET phase = 'erased' WHERE id = $1", [id]);
    await stack.db.database.withTenant(tenantId, erasing => eraseRemains(erasing, id, rows[0]!.contact_id, Date.now()));
    expect(await contacts(from)).toEqual([]);
    expect(
      (await stack.db.admin.query('SELECT 1 FROM contact_term WHERE contact_id = $1', [rows[0]!.contact_id])).rowCount,
    ).toBe(0);
  });

  /** Resolves when a statement waits for a lock of another. */
  async function lockedOut(): Promise<void> {
    await eventually(
      async () =>
        (
          await stack.db.admin.query(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
          )
        ).rowCount! > 0,
      'somebody who waits',
    );
  }
});

describe('filling', () => {
  test('what was there before is gone through, also when it is killed in the middle', async () => {
    const ids = [];
    for (let each = 0; each < 60; each++) ids.push(await writes(stack, newContact(), `marmot ${each}`));
    await postWebhook(stack.baseUrl, lemmings(250));
    // As before the upgrade: nothing is kept, and no event tells of it.
    await stack.db.admin.query('DELETE FROM message_term');
    await stack.db.admin.query('DELETE FROM contact_term');
    await stack.db.admin.query('DELETE FROM search_place');
    const step = (): Promise<string> => stack.db.database.withTenant(tenantId, fillSearch);
    await step();
    await expect(
      stack.db.database.withTenant(tenantId, async filling => {
        await fillSearch(filling);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    // What comes meanwhile does not wait for it.
    await writes(stack, newContact(), 'brandnew vicuna');
    await step();
    expect(await kept('message_term', 'vicuna')).toBe(1);
    while ((await step()) === 'more');
    expect(await kept('message_term', 'marmot')).toBe(60);
    expect(await kept('message_term', 'lemming')).toBe(250);
    expect(await contacts('4960001')).toEqual(['+4960001']);
    await stack.db.admin.query('UPDATE search_place SET conversation_id = DEFAULT, done = false');
    await fill();
    expect(await kept('message_term', 'lemming')).toBe(250);
  });

  test('an event of a transaction that ends later than younger ones is not missed', async () => {
    let end = (): void => undefined;
    const held = new Promise<void>(resolve => (end = resolve));
    const { id } = await said('first');
    let written = (): void => undefined;
    const begun = new Promise<void>(resolve => (written = resolve));
    const older = stack.db.database.withTenant(tenantId, async ({ tx }) => {
      await tx.$executeRaw`UPDATE message SET content = '{"body": "dormouse"}' WHERE conversation_id = ${id}::uuid`;
      await tx.$executeRaw`
        INSERT INTO conversation_event (conversation_id, seq, tenant_id, type, at, actor_kind, wakes, prev_wake_seq, data)
        SELECT ${id}::uuid, 1000, ${tenantId}::uuid, 'note_added', now(), 'system', false, 0, jsonb_build_object('messageId', id)
        FROM message
        WHERE conversation_id = ${id}::uuid
        LIMIT 1`;
      written();
      await held;
    });
    await begun;
    await writes(stack, newContact(), 'younger');
    await stack.db.database.withTenant(tenantId, fillSearch);
    end();
    await older;
    await fill();
    expect(await kept('message_term', 'dormouse')).toBe(1);
    expect(await kept('message_term', 'younger')).toBe(1);
  });

  test('after a restore in another cluster, whose transaction ids are lower, all is gone through again', async () => {
    await stack.db.admin.query('DELETE FROM message_term');
    await stack.db.admin.query('UPDATE search_place SET xid = 1000000000000 WHERE tenant_id = $1', [tenantId]);
    await fill();
    expect(await kept('message_term', 'dormouse')).toBe(1);
  });
});

describe('a contact', () => {
  const idOf = async (number: string): Promise<string> =>
    (
      await stack.db.admin.query<{ contact_id: string }>(
        "SELECT contact_id FROM contact_identity WHERE tenant_id = $1 AND kind = 'wa_id' AND value = $2",
        [tenantId, number],
      )
    ).rows[0]!.contact_id;

  test('whose number is another one’s now is not found by it any more', async () => {
    const [from, to] = [await said('mine'), await said('yours')];
    const [mine, yours] = [await idOf(from.from), await idOf(to.from)];
    await stack.db.database.withTenant(tenantId, ({ tx }) =>
      tx.contactIdentity.updateMany({ where: { tenantId, contactId: mine }, data: { contactId: yours } }),
    );
    await fill();
    expect((await found(from.from, 'contact')).map(item => item.contactId)).toEqual([yours]);
  });

  test('is found by its new name, however it got it, and not by the former one', async () => {
    const { from } = await said('hello');
    const contactId = await idOf(from);
    const rename = (profileName: string) =>
      stack.db.database.withTenant(tenantId, ({ tx }) =>
        tx.contact.updateMany({ where: { tenantId, id: contactId }, data: { profileName } }),
      );
    await rename('Quetzal Former');
    await fill();
    expect((await found('quetzal', 'contact')).map(item => item.contactId)).toEqual([contactId]);
    await rename('Kestrel Now');
    await fill();
    expect(await found('quetzal', 'contact')).toEqual([]);
    expect((await found('kestrel', 'contact')).map(item => item.contactId)).toEqual([contactId]);
  });
});
