/**
 * A template list that WhatsApp returned before a change was reported, but is stored after it: the reported change is
 * kept.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { applyTemplateUpdate, replaceTemplates } from '../../store/templates/templates.ts';
import { atTheRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { unitsOf } from '../support/units-of.ts';

const LISTED_AT = Date.UTC(2026, 0, 1, 12);
const PENDING = {
  metaId: '77',
  name: 'parcel',
  language: 'en',
  category: 'UTILITY',
  status: 'PENDING',
  reason: null,
  quality: null,
  components: [],
};
let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

const within = unitsOf(() => stack);
const sync = (listed: readonly (typeof PENDING)[], asOf: number): Promise<void> =>
  within(unit => replaceTemplates(unit, 'waba', listed, asOf));
const approve = (at: number): Promise<void> =>
  within(unit =>
    applyTemplateUpdate(unit, 'message_template_status_update', { event: 'APPROVED', message_template_id: 77 }, at),
  );
const statuses = async (): Promise<string[]> =>
  (
    await stack.db.admin.query<{ status: string }>("SELECT status FROM message_template WHERE waba_id = 'waba'")
  ).rows.map(row => row.status);

beforeEach(async () => {
  await stack.db.admin.query("DELETE FROM message_template WHERE waba_id = 'waba'");
  await sync([PENDING], LISTED_AT - 60_000);
});

test.each([
  ['still names it as it was', [PENDING]],
  ['does not name it yet', []],
])(
  'a list that %s takes nothing back that was told after it was made, also when both are written at once',
  async (_, listed) => {
    const { rows } = await stack.db.admin.query<{ id: string }>(
      "SELECT id FROM message_template WHERE waba_id = 'waba'",
    );
    await atTheRow(
      stack.db.adminUrl,
      'message_template WHERE id = $1',
      rows[0]!.id,
      () => approve(LISTED_AT + 1),
      () => sync(listed, LISTED_AT),
    );
    expect(await statuses()).toEqual(['APPROVED']);
    await sync(listed, LISTED_AT);
    expect(await statuses()).toEqual(['APPROVED']);
  },
);

test('what a later list says is kept, and what it does not name is gone', async () => {
  await approve(LISTED_AT - 1);
  await sync([PENDING], LISTED_AT);
  expect(await statuses()).toEqual(['PENDING']);
  await sync([], LISTED_AT);
  expect(await statuses()).toEqual([]);
});
