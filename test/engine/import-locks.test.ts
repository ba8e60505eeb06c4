/** Imports of contacts, and contacts that are removed, while somebody else is at the same: nothing is done twice, or lost. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TenantUnit } from '../../store/db/database.ts';
import { moveImport } from '../../store/contacts/imports.ts';
import { applyLines, undoLines } from '../../store/people/apply-import.ts';
import { checkLines } from '../../store/people/check-import.ts';
import type { HttpClient } from '../support/http-client.ts';
import { atTheRow, holdRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}] });
  admin = stack.api();
});
afterAll(() => stack.close());

const number = (): string => `4915140${String(++serial).padStart(6, '0')}`;
const within = <T>(work: (unit: TenantUnit) => Promise<T>): Promise<T> =>
  stack.db.database.withTenant(stack.tenants[0]!.id, work);
const read = async (id: string) => (await admin.get(`/api/v1/contacts/imports/${id}`)).body;
const check = (id: string, phones: readonly string[]) =>
  within(unit =>
    checkLines(
      unit,
      id,
      phones.map((phone, place) => ({ line: place + 2, cells: [`+${phone}`, 'Imported'] })),
      { from: 0, to: phones.length + 1 },
    ),
  );
const bring = async (phones: readonly string[]): Promise<string> =>
  (
    await admin.call(
      'POST',
      '/api/v1/contacts/imports',
      `phone,name\n${phones.map(each => `+${each},Imported`).join('\n')}`,
      { 'content-type': 'text/csv' },
    )
  ).body.id;
/** An import at a step, with its lines looked at. */
async function at(step: 'applying' | 'undoing', phones: readonly string[]): Promise<string> {
  const id = await bring(phones);
  const move = (from: 'checking' | 'applying' | 'applied', to: 'applying' | 'applied' | 'undoing') =>
    within(unit => moveImport(unit, id, { from: [from], to }, Date.now()));
  await check(id, phones);
  await move('checking', 'applying');
  if (step === 'applying') return id;
  await within(unit => applyLines(unit, id, Date.now()));
  await move('applying', 'applied');
  await move('applied', 'undoing');
  return id;
}

test('two who do an import at once do its lines once', async () => {
  const id = await at('applying', [number(), number(), number()]);
  const held = await holdRow(stack.db.adminUrl, 'contact_import WHERE id = $1', id);
  const both = [1, 2].map(() => within(unit => applyLines(unit, id, Date.now())));
  await held.waiting(2);
  await held.letGo();
  expect((await Promise.all(both)).sort()).toEqual([false, true]);
  expect((await read(id)).counts).toMatchObject({ create: 0, created: 3, unchanged: 0 });
});

test('what another has read of a file is not read once more', async () => {
  const phones = [number(), number()];
  const id = await bring(phones);
  expect([await check(id, phones), await check(id, phones)]).toEqual([true, false]);
  expect(await read(id)).toMatchObject({ lines: 2, done: 3, counts: { create: 2 } });
});

test('what somebody changes while an import is taken back stays', async () => {
  const phone = number();
  const { id: contactId } = (await admin.post('/api/v1/contacts', { phone: `+${phone}`, tags: ['old'] })).body;
  const id = await at('undoing', [phone]);
  await atTheRow(
    stack.db.adminUrl,
    'contact WHERE id = $1',
    contactId,
    () => admin.put(`/api/v1/contacts/${contactId}`, { givenName: 'Mine' }),
    () => within(unit => undoLines(unit, id)),
  );
  expect((await admin.get(`/api/v1/contacts/${contactId}`)).body.givenName).toBe('Mine');
  expect((await read(id)).counts).toMatchObject({ undone: 0, kept: 1 });
});

test.each([
  ['removed', false],
  ['taken back', true],
])('who writes while the contact is %s is not lost', async (_, isTakenBack) => {
  const phone = number();
  const id = isTakenBack ? await at('undoing', [phone]) : '';
  if (!isTakenBack) await admin.post('/api/v1/contacts', { phone: `+${phone}` });
  const { rows } = await stack.db.admin.query<{ contact_id: string }>(
    "SELECT contact_id FROM contact_identity WHERE kind = 'wa_id' AND value = $1",
    [phone],
  );
  const contactId = rows[0]!.contact_id;
  const { phoneNumberId } = stack.tenants[0]!;
  const [, after] = await atTheRow(
    stack.db.adminUrl,
    'contact_identity WHERE contact_id = $1',
    contactId,
    () => postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: phone })),
    async () =>
      isTakenBack
        ? await within(unit => undoLines(unit, id))
        : (await admin.delete(`/api/v1/contacts/${contactId}`)).body.code,
  );
  expect(after).toBe(isTakenBack ? true : 'contact_in_use');
  const { body } = await admin.get(`/api/v1/conversations?contactId=${contactId}`);
  expect(body.items.map(each => each.contact.waId)).toEqual([phone]);
});
