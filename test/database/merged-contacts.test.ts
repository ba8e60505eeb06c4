/** What becomes of each fact of two contacts that turn out to be one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { mergeContacts } from '../../store/inbound/merge-contacts.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none', tenants: [{}] })));
afterAll(() => stack.close());

/** By column of a contact: what the one that goes had, the one that stays, and what stays then. */
const MERGED: Readonly<Record<string, readonly [goes: unknown, stays: unknown, then: unknown]>> = {
  profile_name: ['Ada L.', 'Ada', 'Ada'],
  given_name: ['Ada of accounts', null, 'Ada of accounts'],
  username: ['ada.l', null, 'ada.l'],
  vip: [true, false, true],
  language: ['en', null, 'en'],
  tags: [['b', 'a'], ['a'], ['a', 'b']],
  attributes: [{ plan: 'gold', size: 1 }, { size: 2 }, { plan: 'gold', size: 2 }],
  training_consent: [true, false, false],
  consent_source: ['form', null, 'form'],
  consent_at: [new Date(1_000), null, new Date(1_000)],
  restricted: [true, false, true],
  marketing_stopped: [true, false, true],
  marketing_said_at: [new Date(2_000), new Date(1_000), new Date(2_000)],
};

test('two contacts that become one: each column has its rule', async () => {
  const [tenantId, goes, stays] = [stack.tenants[0]!.id, newId(), newId()];
  const columns = Object.keys(MERGED);
  for (const [place, id] of [goes, stays].entries())
    await stack.db.admin.query(
      `
        INSERT INTO contact (id, tenant_id, created_at, ${columns.join(', ')})
        VALUES ($1, $2, now(), ${columns.map((_, index) => `$${index + 3}`).join(', ')})`,
      [id, tenantId, ...columns.map(column => MERGED[column]![place])],
    );
  await stack.db.database.withTenant(tenantId, unit => mergeContacts(unit, goes, stays, Date.now()));
  const {
    rows: [row],
  } = await stack.db.admin.query<Record<string, unknown>>('SELECT * FROM contact WHERE id = $1', [stays]);
  const { id, tenant_id: tenant, created_at: _, ...rest } = row!;
  expect([id, tenant]).toEqual([stays, tenantId]);
  expect(rest).toEqual(Object.fromEntries(columns.map(column => [column, MERGED[column]![2]])));
  // The other one keeps nothing that erasing the one that stays would miss.
  const {
    rows: [left],
  } = await stack.db.admin.query<Record<string, unknown>>(
    `SELECT profile_name, given_name, username, vip, language, tags, attributes, training_consent, consent_source, consent_at
    FROM contact WHERE id = $1`,
    [goes],
  );
  expect(left).toEqual({
    profile_name: null,
    given_name: null,
    username: null,
    vip: false,
    language: null,
    tags: [],
    attributes: {},
    training_consent: false,
    consent_source: null,
    consent_at: null,
  });
});
