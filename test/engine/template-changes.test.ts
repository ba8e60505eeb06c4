import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Component } from '../../simulator/template-filling.ts';
import { templateChangeWorkflowId, templateSyncWorkflowId } from '../../workflows/contract.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient } from '../support/http-client.ts';
import { addAdministrator } from '../support/people.ts';
import { holdRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { jpeg } from '../support/files.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let key: HttpClient;
let simulator: HttpClient;
let numberId: string;
beforeAll(async () => {
  // Nothing is reviewed by itself: each test says when, and how it ends.
  stack = await createStack({ simulator: { templateReviewMs: 86_400_000 } });
  [admin, key, simulator] = [await stack.admin(), stack.api(), new HttpClient(stack.simulatorUrl)];
  numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
});
afterAll(() => stack.close());

const waba = (): string =>
  stack.simulator.numbers.find(number => number.phoneNumberId === stack.tenants[0]!.phoneNumberId)!.wabaId;
const written = (name: string, text = 'Hello {{first_name}}, your parcel is here.'): object => ({
  numberId,
  name,
  language: 'en_US',
  category: 'UTILITY',
  components: [
    { type: 'BODY', text, example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] } },
  ],
});
const template = async (name: string) =>
  (await admin.get('/api/v1/templates?limit=100')).body.items.find(each => each.name === name);
const becomes = (name: string, status: string) =>
  eventually(() => template(name), `${name} is ${status}`, { until: seen => seen?.status === status });
/** In seconds. */
let reviewedAt = 0;
/** Reviewed at WhatsApp, once we know that it is being reviewed and have read the account after it was submitted. */
async function reviewed(name: string, outcome: object = { status: 'APPROVED' }, status = 'APPROVED') {
  await becomes(name, 'PENDING');
  const {
    rows: [newest],
  } = await stack.db.admin.query<{ id: string }>(
    'SELECT id FROM template_change WHERE name = $1 ORDER BY created_at DESC LIMIT 1',
    [name],
  );
  await stack.client.workflow.getHandle(templateChangeWorkflowId(newest!.id)).result();
  // Updates tell their time in seconds: the same said twice within one is a redelivery.
  await eventually(() => Math.floor(Date.now() / 1_000) > reviewedAt, 'the next second');
  await simulator.put(`/control/templates/${waba()}/${name}`, outcome);
  reviewedAt = Math.floor(Date.now() / 1_000);
  return becomes(name, status);
}
const change = async (id: string) => (await admin.get(`/api/v1/template-changes/${id}`)).body;
const ended = (id: string, state: string) =>
  eventually(() => change(id), `the change is ${state}`, { until: seen => seen.state === state });
const theirs = (name: string) => stack.simulator.templates.of(waba()).filter(each => each.name === name);

test('a template’s life: made, reviewed, approved, sent, paused, refused, changed, reviewed again, deleted', async () => {
  const made = await admin.post('/api/v1/templates', written('parcel_here'));
  expect([made.status, made.body.state, made.body.decision!.by.id]).toEqual([202, 'approved', made.body.author.id]);
  await ended(made.body.id, 'submitted');
  await reviewed('parcel_here');
  expect(theirs('parcel_here')).toHaveLength(1);

  const from = '4962000001';
  await postWebhook(
    stack.baseUrl,
    textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() - 25 * 3_600_000 }),
  );
  const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
    item => item.contact.waId === from,
  )!;
  const send = () =>
    admin.post(`/api/v1/conversations/${id}/messages`, {
      type: 'template',
      template: {
        name: 'parcel_here',
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada', parameter_name: 'first_name' }] }],
      },
    });
  expect((await send()).body.content).toMatchObject({ body: { text: 'Hello Ada, your parcel is here.' } });
  await eventually(() => stack.simulator.state.ledger.some(entry => entry.to === from), 'sent');

  await simulator.put(`/control/templates/${waba()}/parcel_here`, { status: 'PAUSED', reason: 'QUALITY' });
  const { id: templateId } = await becomes('parcel_here', 'PAUSED');
  expect((await send()).body.code).toBe('template_not_sendable');

  const changed = await admin.put(`/api/v1/templates/${templateId}`, {
    components: [{ type: 'BODY', text: 'Your parcel has come.' }],
  });
  await ended(changed.body.id, 'submitted');
  await reviewed('parcel_here');
  expect((await template('parcel_here'))!.components).toEqual([{ type: 'BODY', text: 'Your parcel has come.' }]);
  expect((await send()).body.code).toBe('invalid_request');

  const gone = await admin.delete(`/api/v1/templates/${templateId}`);
  await ended(gone.body.id, 'submitted');
  await eventually(async () => (await template('parcel_here')) === undefined, 'gone');
  expect(theirs('parcel_here')).toHaveLength(0);
  expect((await admin.get('/api/v1/template-changes')).body.items.map(each => each.action)).toEqual([
    'delete',
    'edit',
    'create',
  ]);
});

test('rejected by the reviewers: it says why, and cannot be sent', async () => {
  await admin.post('/api/v1/templates', written('please_reject'));
  expect(await reviewed('please_reject', { status: 'REJECTED', reason: 'INVALID_FORMAT' }, 'REJECTED')).toMatchObject({
    sendable: false,
    reason: 'INVALID_FORMAT',
    explanation: expect.stringContaining('rejected'),
  });
});

describe('with four eyes', () => {
  let another: HttpClient;
  beforeAll(async () => {
    another = (await addAdministrator(stack)).client;
    expect((await admin.put('/api/v1/settings', { templateFourEyes: true })).body.templateFourEyes).toBe(true);
  });
  afterAll(async () => {
    const [proposal] = (await admin.put('/api/v1/settings', { templateFourEyes: false })).body.proposals;
    expect((await another.post(`/api/v1/settings/proposals/${proposal!.id}/approve`)).status).toBe(200);
  });

  test('nothing goes to WhatsApp before another administrator agreed; the author cannot', async () => {
    const {
      body: { id, state },
    } = await admin.post('/api/v1/templates', written('four_eyes'));
    expect(state).toBe('waiting');
    expect((await admin.post(`/api/v1/template-changes/${id}/approve`, {})).body.code).toBe('own_change');
    expect((await admin.post('/api/v1/templates', written('four_eyes'))).body.code).toBe('template_change_open');
    expect(theirs('four_eyes')).toHaveLength(0);
    const held = await holdRow(stack.db.adminUrl, 'template_change WHERE id = $1', id);
    const approving: Promise<Answer<ProblemFields>>[] = [];
    for (const comment of ['good', 'too late', 'later still']) {
      approving.push(another.post(`/api/v1/template-changes/${id}/approve`, { comment }));
      await held.waiting(approving.length);
    }
    await held.letGo();
    expect((await Promise.all(approving)).map(answer => [answer.status, answer.body.code])).toEqual([
      [200, undefined],
      [409, 'change_decided'],
      [409, 'change_decided'],
    ]);
    expect(await ended(id, 'submitted')).toMatchObject({ decision: { by: { kind: 'user' }, comment: 'good' } });
    await reviewed('four_eyes');
  });

  test('declined, or taken back by its author, it stays here', async () => {
    for (const by of [admin, key]) {
      const {
        body: { id },
      } = await admin.post('/api/v1/templates', written('not_wanted'));
      expect((await by.post(`/api/v1/template-changes/${id}/decline`, { comment: 'no' })).body.state).toBe('declined');
      expect((await key.post(`/api/v1/template-changes/${id}/approve`, {})).body.code).toBe('change_decided');
    }
    expect(theirs('not_wanted')).toHaveLength(0);
    const { rows } = await stack.db.admin.query<{ action: string }>(
      "SELECT action FROM audit WHERE tenant_id = $1 AND action LIKE 'template.%' ORDER BY at, id",
      [stack.tenants[0]!.id],
    );
    expect(rows.map(row => row.action).slice(-4)).toEqual([
      'template.create',
      'template.decline',
      'template.create',
      'template.decline',
    ]);
  });
});

test('what WhatsApp does not take is refused with its words; the account keeps what it has', async () => {
  stack.simulator.templates.add(waba(), {
    name: 'made_elsewhere',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [{ type: 'BODY', text: 'Theirs.' }],
  });
  const {
    body: { id },
  } = await admin.post('/api/v1/templates', written('made_elsewhere'));
  expect((await ended(id, 'refused')).error).toMatchObject({
    code: 100,
    text: expect.stringContaining('already content'),
  });
  expect(theirs('made_elsewhere')[0]!.components).toEqual([{ type: 'BODY', text: 'Theirs.' }]);
});

test('an answer that got lost: it is made once', async () => {
  stack.simulator.fault({ kind: 'accept_then_drop', to: 'template' });
  const {
    body: { id },
  } = await admin.post('/api/v1/templates', written('lost_answer'));
  await ended(id, 'submitted');
  await reviewed('lost_answer');
  expect(theirs('lost_answer')).toHaveLength(1);
});

test('agreed to while the engine was away: the next sync begins it', async () => {
  const tenantId = stack.tenants[0]!.id;
  await stack.db.admin.query(
    `
      INSERT INTO template_change (
        id,
        tenant_id,
        waba_id,
        action,
        name,
        language,
        category,
        components,
        state,
        author_kind,
        author_id,
        created_at
      )
      VALUES
        (
          gen_random_uuid(),
          $1,
          $2,
          'create',
          'left_behind',
          'en_US',
          'UTILITY',
          '[{"type":"BODY","text":"Hello."}]',
          'approved',
          'user',
          $3,
          now()
        )`,
    [tenantId, waba(), stack.tenants[0]!.users[0]!.id],
  );
  await admin.post('/api/v1/templates/sync', {});
  await stack.client.workflow.getHandle(templateSyncWorkflowId(tenantId)).result();
  await reviewed('left_behind');
  expect((await stack.client.workflow.getHandle(templateSyncWorkflowId(tenantId)).describe()).type).toBe(
    'templateSyncWorkflow',
  );
});

test('another tenant sees nothing of it, an agent may not', async () => {
  const other = await stack.admin(1);
  const { id } = await becomes('four_eyes', 'APPROVED');
  expect((await other.put(`/api/v1/templates/${id}`, { components: [{ type: 'BODY', text: 'x' }] })).status).toBe(404);
  expect((await other.post('/api/v1/templates', written('not_mine'))).body.field).toBe('numberId');
  expect((await (await stack.agent(0)).post('/api/v1/templates', written('agents'))).status).toBe(403);
});

describe('the example file of a header', () => {
  interface WithExample {
    readonly example: { readonly header_handle: readonly string[] };
  }
  const withHeader = (name: string, uploadId: string, format = 'IMAGE') => ({
    numberId,
    name,
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format, example: { uploadId } },
      { type: 'BODY', text: 'Look at this.' },
    ],
  });
  const uploaded = async (by = admin): Promise<string> =>
    (await by.call('POST', '/api/v1/uploads', await jpeg(), { 'content-type': 'image/jpeg' })).body.id;

  test('is uploaded here, brought to WhatsApp with the template, and reviewed with it', async () => {
    const made = await admin.post('/api/v1/templates', withHeader('with_picture', await uploaded()));
    expect(made.status).toBe(202);
    await ended(made.body.id, 'submitted');
    await reviewed('with_picture');
    expect((theirs('with_picture')[0]!.components[0]! as Component & WithExample).example.header_handle).toEqual([
      expect.stringMatching(/^4:/),
    ]);
  });

  test('must be a file of one’s own, of a type WhatsApp takes, given once', async () => {
    const mine = await uploaded();
    const refused = async (body: object): Promise<unknown[]> => {
      const answer = await admin.post('/api/v1/templates', body);
      return [answer.status, answer.body.field];
    };
    const field = 'components.0.example.uploadId';
    expect(await refused(withHeader('of_another', await uploaded(key)))).toEqual([400, field]);
    expect(await refused(withHeader('no_video', mine, 'VIDEO'))).toEqual([400, field]);
    expect(await refused(withHeader('nothing', numberId))).toEqual([400, field]);
    const twice = withHeader('twice', mine);
    Object.assign(twice.components[0]!.example!, { header_handle: ['4:x'] });
    expect(await refused(twice)).toEqual([400, field]);
  });

  test('a handle WhatsApp does not know is refused by WhatsApp, in its words', async () => {
    const components = [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:unheard-of'] } },
      { type: 'BODY', text: 'Look.' },
    ];
    const made = await admin.post('/api/v1/templates', {
      numberId,
      name: 'bad_handle',
      language: 'en_US',
      category: 'MARKETING',
      components,
    });
    expect((await ended(made.body.id, 'refused')).error).toMatchObject({ code: 100 });
  });
});

describe('a template for one-time passwords', () => {
  const otp = (name: string, more: object = {}): object => ({
    numberId,
    name,
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
    ],
    ...more,
  });

  test('is made with WhatsApp’s words, approved, and brings a code', async () => {
    await ended((await admin.post('/api/v1/templates', otp('login_code'))).body.id, 'submitted');
    const { category, components } = await reviewed('login_code');
    expect([category, components[0]]).toMatchObject(['AUTHENTICATION', { text: expect.stringContaining('{{1}}') }]);
    const from = '4962000088';
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() - 25 * 3_600_000 }),
    );
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
      item => item.contact.waId === from,
    )!;
    const code = [{ type: 'text', text: '482913' }];
    const sent = await admin.post(`/api/v1/conversations/${id}/messages`, {
      type: 'template',
      template: {
        name: 'login_code',
        language: { code: 'en_US' },
        components: [
          { type: 'body', parameters: code },
          { type: 'button', sub_type: 'url', index: '0', parameters: code },
        ],
      },
    });
    expect([sent.status, sent.body.content]).toMatchObject([
      202,
      { body: { text: expect.stringContaining('482913') } },
    ]);
    await eventually(() => stack.simulator.state.ledger.some(entry => entry.to === from), 'sent');
  });

  test.each([
    ['another category', { category: 'UTILITY' }, 'components'],
    [
      'no OTP button',
      { components: [{ type: 'BODY', text: 'Your code is {{1}}, keep it.', example: { body_text: [['1']] } }] },
      'components',
    ],
    [
      'words of one’s own',
      {
        components: [
          { type: 'BODY', text: 'Code' },
          { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
        ],
      },
      'components.0.text',
    ],
    [
      'a header',
      {
        components: [
          { type: 'HEADER', format: 'LOCATION' },
          { type: 'BODY' },
          { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
        ],
      },
      'components.0.type',
    ],
    [
      '91 minutes',
      {
        components: [
          { type: 'BODY' },
          { type: 'FOOTER', code_expiration_minutes: 91 },
          { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
        ],
      },
      'components.1.code_expiration_minutes',
    ],
  ])('%s is refused', async (_, change, field) => {
    const answer = await admin.post('/api/v1/templates', otp('bad_otp', change));
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });
});
