/** WhatsApp's list of templates, and changes that were made while it was being given. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { noteSubmitted } from '../../store/templates/changes.ts';
import { replaceTemplates } from '../../store/templates/templates.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';

const BEGIN = Date.UTC(2026, 0, 5);
let db: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  db = await createTestDatabase();
  tenantId = newId();
});
afterAll(() => db.close());

const listed = (body: string) => ({
  metaId: '1',
  name: 'hours',
  language: 'en',
  category: 'UTILITY',
  status: 'APPROVED',
  reason: null,
  quality: null,
  components: [{ type: 'BODY', text: body }],
});
const list = (body: string, at: number): Promise<void> =>
  db.database.withTenant(tenantId, unit => replaceTemplates(unit, 'waba', [listed(body)], at));
const submit = (action: 'edit' | 'delete', body: string, at: number): Promise<void> =>
  db.database.withTenant(tenantId, async unit => {
    const change = await unit.tx.templateChange.create({
      data: {
        id: newId(),
        tenantId,
        wabaId: 'waba',
        action,
        metaId: '1',
        name: 'hours',
        language: 'en',
        components: [{ type: 'BODY', text: body }],
        state: 'approved',
        authorKind: 'user',
        authorId: newId(),
        createdAt: new Date(at),
      },
    });
    await noteSubmitted(unit, change, null, at);
  });
const now = async (): Promise<unknown[]> => {
  const { rows } = await db.admin.query<{ status: string; components: { text: string }[] }>(
    "SELECT status, components FROM message_template WHERE waba_id = 'waba'",
  );
  return rows.map(({ status, components }) => [status, components[0]!.text]);
};

test('an edit and a deletion stand against a list that was asked for before, and not against a later one', async () => {
  await list('nine to five', BEGIN);
  await submit('edit', 'nine to six', BEGIN + 2);
  await list('nine to five', BEGIN + 1);
  expect(await now()).toEqual([['PENDING', 'nine to six']]);
  await list('nine to six', BEGIN + 3);
  expect(await now()).toEqual([['APPROVED', 'nine to six']]);
  await submit('delete', 'nine to six', BEGIN + 5);
  await list('nine to six', BEGIN + 4);
  expect(await now()).toEqual([['PENDING_DELETION', 'nine to six']]);
});
