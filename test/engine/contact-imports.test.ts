/** Files of contacts: looked at, done, taken back; twice, at once, stopped, and with a worker that goes away. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyLines } from '../../store/people/apply-import.ts';
import { sweep } from '../../workers/reconcile.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { testLog } from '../support/log.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const DAY = 86_400_000;
let stack: Stack;
let admin: HttpClient;
let serial = 0;
let ahead = 0;
beforeAll(async () => {
  stack = await createStack({ clock: () => Date.now() + ahead });
  admin = stack.api();
});
afterAll(() => stack.close());

const tenantId = (): string => stack.tenants[0]!.id;
const number = (): string => `4915130${String(++serial).padStart(6, '0')}`;
const bring = (file: string | Buffer, by = admin) =>
  by.call('POST', '/api/v1/contacts/imports?fileName=people.csv', file, { 'content-type': 'text/csv' });
const read = async (id: string) => (await admin.get(`/api/v1/contacts/imports/${id}`)).body;
const becomes = (id: string, state: string) =>
  eventually(() => read(id), `the import is ${state}`, { until: seen => seen.state === state });
async function checked(file: string | Buffer): Promise<string> {
  const { status, body } = await bring(file);
  expect([status, body.code]).toEqual([202, undefined]);
  await becomes(body.id, 'checked');
  return body.id;
}
const step = async (id: string, what: 'apply' | 'undo' | 'cancel', end: string) => {
  const answer = await admin.post(`/api/v1/contacts/imports/${id}/${what}`, {});
  expect([answer.status < 300, answer.body.code]).toEqual([true, undefined]);
  return becomes(id, end);
};
const lines = async (id: string) => (await admin.get(`/api/v1/contacts/imports/${id}/lines?limit=100`)).body.items;
const outcomes = async (id: string) =>
  (await lines(id)).map(({ line, outcome, reason, field }) => [line, outcome, reason, field]);
const counted = async (id: string) =>
  Object.fromEntries(Object.entries((await read(id)).counts).filter(([, count]) => count !== 0));
const byNumber = async (waId: string) => {
  const { rows } = await stack.db.admin.query<{ id: string }>(
    "SELECT contact_id AS id FROM contact_identity WHERE kind = 'wa_id' AND value = $1 AND tenant_id = $2",
    [waId, tenantId()],
  );
  return rows[0] === undefined ? null : (await admin.get(`/api/v1/contacts/${rows[0].id}`)).body;
};
const sweeps = (at: number) => {
  const { database, tenants } = stack.db;
  const { client, taskQueue } = stack;
  return sweep({ database, tenants, client, taskQueue, continueAsNewAfterTurns: 150, log: testLog }, at);
};
const files = (): number =>
  readdirSync(stack.mediaFolder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;

describe('a file', () => {
  test('is looked at line by line before anything is done; then it is done, and taken back', async () => {
    const [fresh, known, same] = [number(), number(), number()];
    for (const phone of [known, same])
      await admin.post('/api/v1/contacts', { phone: `+${phone}`, givenName: 'Before', tags: ['old'] });
    const id = await checked(
      [
        'Phone,Name,Tags,E-mail,Language',
        `+${fresh},"Ada, Countess",new;old,ada@example.com,en-GB`,
        '',
        `+${known},After,new,,`,
        `+${same},Before,old,,`,
        `0049 ${fresh.slice(2)},Again,,,`,
        '12,Nobody,,,',
        `+${number()},Odd,,,klingon`,
      ].join('\n'),
    );
    expect(await outcomes(id)).toEqual([
      [2, 'create', null, null],
      [4, 'change', null, null],
      [5, 'unchanged', null, null],
      [6, 'refused', 'number_twice', 'phone'],
      [7, 'refused', 'invalid_phone_number', 'phone'],
      [8, 'refused', 'invalid_language', 'language'],
    ]);
    expect(await read(id)).toMatchObject({
      columns: ['phone', 'name', 'tags', 'attributes.email', 'language'],
      encoding: 'utf-8',
      lines: 6,
      undoUntil: null,
    });
    expect([await byNumber(fresh), (await byNumber(known))!.name]).toEqual([null, 'Before']);

    const applied = await step(id, 'apply', 'applied');
    expect(applied.undoUntil).not.toBeNull();
    expect(await counted(id)).toEqual({ created: 1, changed: 1, unchanged: 1, refused: 3 });
    expect(await byNumber(fresh)).toMatchObject({
      name: 'Ada, Countess',
      tags: ['new', 'old'],
      attributes: { email: 'ada@example.com' },
      language: 'en',
    });
    expect(await byNumber(known)).toMatchObject({ name: 'After', tags: ['new', 'old'] });
    expect((await admin.get('/api/v1/contacts?q=countess')).body.items.map(each => each.waId)).toEqual([fresh]);

    await step(id, 'undo', 'undone');
    expect(await byNumber(fresh)).toBeNull();
    expect(await byNumber(known)).toMatchObject({ name: 'Before', tags: ['old'] });
    expect(await counted(id)).toMatchObject({ undone: 2 });
    expect((await admin.get('/api/v1/contacts?q=countess')).body.items).toEqual([]);
    const { rows } = await stack.db.admin.query<{ action: string }>(
      "SELECT action FROM audit WHERE target_id = $1 AND action LIKE 'contact_import.%' ORDER BY at, id",
      [id],
    );
    expect(rows.map(row => row.action)).toEqual([
      'contact_import.create',
      'contact_import.apply',
      'contact_import.undo',
    ]);
  });

  test('is not kept once it is read', async () => {
    await checked(`phone\n+${number()}`);
    await eventually(() => Promise.resolve(files()), 'the file is gone', { until: count => count === 0 });
  });

  test.each([
    ['windows-1252', Buffer.from('Telefon;Name\n+4915139000001;J\xf6rg\n', 'latin1'), 'Jörg', '4915139000001'],
    ['utf-16le', Buffer.from('\uFEFFphone\tname\r\n+4915139000002\tЖанна\r\n', 'utf16le'), 'Жанна', '4915139000002'],
    ['utf-8', Buffer.from('\uFEFFphone,name\n+4915139000003,=Ada\n'), '=Ada', '4915139000003'],
  ])('of a spreadsheet in %s is read as it was meant', async (encoding, bytes, name, phone) => {
    const id = await checked(bytes);
    expect((await read(id)).encoding).toBe(encoding);
    await step(id, 'apply', 'applied');
    expect((await byNumber(phone))!.name).toBe(name);
  });

  test.each([
    ['without a column of numbers', 'name,tags\nAda,x', 'no_phone_column'],
    ['with a column twice', 'phone,mobile\n1,2', 'column_twice'],
    ['that is empty', '', 'no_phone_column'],
  ])('%s is refused at once', async (_, file, reason) => {
    const answer = await bring(file);
    expect([answer.status, answer.body.code, refusalOf<{ reason: string }>(answer).reason]).toEqual([
      422,
      'import_refused',
      reason,
    ]);
  });

  test('that breaks in the middle fails as a whole, before anything is done', async () => {
    const { body } = await bring(`phone,name\n+${number()},"never closed ${'x'.repeat(300_000)}`);
    expect(await becomes(body.id, 'failed')).toMatchObject({ error: 'not_csv' });
    expect((await admin.post(`/api/v1/contacts/imports/${body.id}/apply`, {})).body).toMatchObject({
      status: 409,
      code: 'import_not_ready',
    });
  });

  test.each([
    ['is not there any more', (file: string) => rmSync(file)],
    ['is damaged', (file: string) => writeFileSync(file, Buffer.alloc(200, 1))],
    ['is cut off', (file: string) => writeFileSync(file, '')],
  ])('that %s fails, and is brought again', async (_, lose) => {
    await eventually(() => Promise.resolve(files()), 'no other file', { until: count => count === 0 });
    await stack.stopWorker();
    const text = `phone\n+${number()}`;
    const { body } = await bring(text);
    for (const entry of readdirSync(stack.mediaFolder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) lose(join(entry.parentPath, entry.name));
    await stack.startWorker();
    expect(await becomes(body.id, 'failed')).toMatchObject({ error: 'file_lost', counts: { create: 0 } });
    await checked(text);
  });

  test('is brought by administrators, and seen by nobody else', async () => {
    const id = await checked(`phone\n+${number()}`);
    expect((await bring('phone\n1', await stack.agent(0))).status).toBe(403);
    for (const path of ['', '/lines', '/report'])
      expect((await stack.api(1).call('GET', `/api/v1/contacts/imports/${id}${path}`)).status).toBe(404);
  });
});

describe('taking back', () => {
  test('leaves what somebody has used or changed since', async () => {
    const [wrote, edited, untouched] = [number(), number(), number()];
    const id = await checked(`phone,name\n${[wrote, edited, untouched].map(each => `+${each},Imported`).join('\n')}`);
    await step(id, 'apply', 'applied');
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: wrote }));
    await admin.put(`/api/v1/contacts/${(await byNumber(edited))!.id}`, { givenName: 'Mine' });
    await step(id, 'undo', 'undone');
    expect(await counted(id)).toMatchObject({ undone: 1, kept: 2 });
    expect((await lines(id)).map(each => each.undone)).toEqual([false, false, true]);
    // Who has written stays, without what the file said.
    expect([(await byNumber(wrote))!.name, (await byNumber(edited))!.name, await byNumber(untouched)]).toEqual([
      expect.not.stringContaining('Imported'),
      'Mine',
      null,
    ]);
  });

  const consentOf = async (id: string) =>
    (
      await stack.db.admin.query<{ consent_source: string | null; consent_at: Date | null }>(
        'SELECT consent_source, consent_at FROM contact WHERE id = $1',
        [id],
      )
    ).rows[0]!;

  test('a consent is as it was, with its time; one that somebody noted since stays', async () => {
    const [had, none, again] = [number(), number(), number()];
    await admin.post('/api/v1/contacts', { phone: `+${had}`, consent: { source: 'fair' } });
    for (const phone of [none, again]) await admin.post('/api/v1/contacts', { phone: `+${phone}`, tags: ['old'] });
    const contacts = await Promise.all([had, none, again].map(async phone => (await byNumber(phone))!.id));
    const before = await consentOf(contacts[0]!);
    ahead = 3_600_000;
    const id = await checked(`phone,consent,tags\n${[had, none, again].map(each => `+${each},list,new`).join('\n')}`);
    await step(id, 'apply', 'applied');
    expect((await consentOf(contacts[1]!)).consent_source).toBe('list');
    ahead = 7_200_000;
    await admin.put(`/api/v1/contacts/${contacts[2]!}`, { consent: { source: 'list' } });
    const since = await consentOf(contacts[2]!);
    ahead = 10_800_000;
    await step(id, 'undo', 'undone');
    ahead = 0;
    expect(await Promise.all(contacts.map(consentOf))).toEqual([
      before,
      { consent_source: null, consent_at: null },
      since,
    ]);
    expect((await lines(id)).map(each => each.undone)).toEqual([true, true, false]);
  });

  test('and doing leave contacts alone whose processing is restricted, and say so', async () => {
    const [mexican, phone] = [`52155${String(++serial).padStart(8, '5')}`, number()];
    for (const each of [mexican, phone])
      await admin.post('/api/v1/contacts', { phone: `+${each}`, givenName: 'Before', tags: ['old'] });
    const ids = await Promise.all([mexican, phone].map(async each => (await byNumber(each))!.id));
    const restrict = (contactId: string) => admin.put(`/api/v1/contacts/${contactId}`, { restricted: true });
    // The first one has another form of its number in the file.
    const id = await checked(`phone,name,tags\n+52${mexican.slice(3)},After,new\n+${phone},After,new`);
    await restrict(ids[0]!);
    const namesOf = async (contactId: string) =>
      (
        await stack.db.admin.query<{ value: string }>('SELECT value FROM contact_identity WHERE contact_id = $1', [
          contactId,
        ])
      ).rows.map(({ value }) => value);
    await step(id, 'apply', 'applied');
    expect(await namesOf(ids[0]!)).toEqual([mexican]);
    expect(await outcomes(id)).toEqual([
      [2, 'refused', 'contact_restricted', null],
      [3, 'changed', null, null],
    ]);
    await restrict(ids[1]!);
    await step(id, 'undo', 'undone');
    expect((await byNumber(phone))!).toMatchObject({ name: 'After', tags: ['new', 'old'] });
    expect((await lines(id))[1]).toMatchObject({ undone: false, reason: 'contact_restricted' });
    expect(await counted(id)).toMatchObject({ kept: 1 });
    const report = String((await admin.call('GET', `/api/v1/contacts/imports/${id}/report`)).body);
    expect(report).toContain(`3,+${phone},changed,contact_restricted,,${ids[1]},no`);
  });

  test('is possible for a day', async () => {
    const id = await checked(`phone\n+${number()}`);
    const { appliedAt } = await step(id, 'apply', 'applied');
    ahead = Date.parse(appliedAt!) + DAY - Date.now() + 60_000;
    const answer = await admin.post(`/api/v1/contacts/imports/${id}/undo`, {});
    ahead = 0;
    expect([answer.status, answer.body.code]).toEqual([409, 'undo_over']);
  });
});

describe('the report', () => {
  test('is a file with a line each, without formulas', async () => {
    const phone = number();
    const id = await checked(`phone,name\n+${phone},Ada\n=1+1,Formula`);
    const { body, headers } = await admin.call('GET', `/api/v1/contacts/imports/${id}/report`);
    expect(headers['content-type']).toMatch(/^text\/csv/);
    expect(String(body).replace('\uFEFF', '').trim().split('\r\n')).toEqual([
      'line,phone,outcome,reason,field,contact,undone',
      `2,+${phone},create,,,,`,
      '3,,refused,invalid_phone_number,phone,,',
    ]);
  });
});

describe('whatever happens meanwhile', () => {
  const many = size({ quick: 1_200, full: 20_000 });
  const file = (numbers: readonly string[]) =>
    `phone,name,tags\n${numbers.map((each, place) => `+${each},Person ${place},bulk`).join('\n')}`;
  const count = async (): Promise<number> =>
    (await stack.db.admin.query("SELECT 1 FROM contact WHERE tenant_id = $1 AND 'bulk' = ANY(tags)", [tenantId()]))
      .rowCount!;

  test('the same file twice, at once, makes each contact once; and twice in a row changes nothing', async () => {
    const numbers = Array.from({ length: many }, number);
    const [one, other] = await Promise.all([checked(file(numbers)), checked(file(numbers))]);
    await Promise.all([step(one, 'apply', 'applied'), step(other, 'apply', 'applied')]);
    expect(await count()).toBe(many);
    const [first, second] = [await counted(one), await counted(other)];
    expect((first['created'] ?? 0) + (second['created'] ?? 0)).toBe(many);
    expect(await counted(await checked(file(numbers)))).toEqual({ unchanged: many });
  });

  test('a batch that is killed is done again, once', async () => {
    const numbers = Array.from({ length: 3 }, number);
    const id = await checked(file(numbers));
    await stack.stopWorker();
    await admin.post(`/api/v1/contacts/imports/${id}/apply`, {});
    const before = await count();
    await expect(
      stack.db.database.withTenant(tenantId(), async unit => {
        await applyLines(unit, id, Date.now());
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    expect([await count(), (await read(id)).done]).toEqual([before, 0]);
    await stack.startWorker();
    await becomes(id, 'applied');
    expect([await count(), await counted(id)]).toEqual([before + 3, { created: 3 }]);
  });

  test('without a workflow, as when Temporal was not there, the sweep begins it', async () => {
    const id = await checked(file([number()]));
    await stack.db.admin.query("UPDATE contact_import SET state = 'applying' WHERE id = $1", [id]);
    await sweeps(Date.now());
    await becomes(id, 'applied');
  });

  test('one that is not wanted any more is stopped; nothing was done, and it cannot be begun', async () => {
    const phone = number();
    const id = await checked(file([phone]));
    expect((await admin.post(`/api/v1/contacts/imports/${id}/cancel`, {})).body.state).toBe('canceled');
    expect((await admin.post(`/api/v1/contacts/imports/${id}/apply`, {})).body.code).toBe('import_not_ready');
    expect(await byNumber(phone)).toBeNull();
  });

  test('its lines are forgotten after a week', async () => {
    const id = await checked(file([number()]));
    const before = (await read(id)).expiresAt;
    await stack.db.admin.query('UPDATE contact_import SET expires_at = now() WHERE id = $1', [id]);
    await sweeps(Date.parse(before));
    expect([await lines(id), (await read(id)).fileName, (await read(id)).state]).toEqual([[], null, 'canceled']);
  });
});
