import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createTestDatabase } from '../support/database.ts';
import { isInputFault, isUnavailable, sqlState } from '../../store/db/database.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test.each([
  ['a text with U+0000', '22021', 'SELECT $1::text AS value', 'a\u0000b'],
  ['a number out of range', '22003', 'SELECT $1::text::int AS value', '2147483648'],
  ['JSON that is none', '22P02', 'SELECT $1::text::jsonb AS value', '{'],
  ['JSON with a lone surrogate', '22P02', 'SELECT $1::text::jsonb AS value', '"\\ud800"'],
  ['JSON with U+0000', '22P05', 'SELECT $1::text::jsonb AS value', '"\\u0000"'],
  ['a time out of range', '22008', 'SELECT $1::text::timestamptz AS value', '999999-01-01T00:00:00Z'],
  ['JSON nested too deep', '54001', 'SELECT $1::text::jsonb AS value', deep(100_000)],
])('%s is the input’s fault, and no sign that the database is away', async (_, state, statement, value) => {
  const { database } = await shared();
  for (const ask of [
    () => database.withTenant(NOBODY, ({ tx }) => tx.$queryRawUnsafe(statement, value)),
    () => database.runHot(NOBODY, { name: `fault-${state}`, text: statement, values: [value] }),
  ]) {
    const error: unknown = await ask().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect({ state: sqlState(error), input: isInputFault(error), away: isUnavailable(error) }).toEqual({
      state,
      input: true,
      away: false,
    });
  }
});

test('an index row that is too large is the input’s fault', async () => {
  const { admin } = await shared();
  // Such as no compression makes small.
  const tooLong = Array.from({ length: 200 }, (_, at) => createHash('sha256').update(String(at)).digest('base64')).join(
    '',
  );
  const error: unknown = await admin
    .query(
      `
        INSERT INTO directory_number (phone_number_id, tenant_id, number_id)
        VALUES ($1, gen_random_uuid(), gen_random_uuid())`,
      [tooLong],
    )
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  expect({ state: sqlState(error), input: isInputFault(error), away: isUnavailable(error) }).toEqual({
    state: '54000',
    input: true,
    away: false,
  });
});

test('what the database says of itself is not the input’s fault', () => {
  for (const code of ['57P01', '53300', '08006', '57014'])
    expect({ code, input: isInputFault({ code }), away: isUnavailable({ code }) }).toEqual({
      code,
      input: false,
      away: true,
    });
});

let made: ReturnType<typeof createTestDatabase> | undefined;
const shared = () => (made ??= createTestDatabase());
