/** Everything that needs a second person: approved by two people, never by one person and an API key of theirs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemFields } from '../support/api-answers.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import type { Somebody } from '../support/people.ts';
import { addAdministrator, addKey, changePerson } from '../support/people.ts';
import { atTheRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let ada: Somebody;
let bob: Somebody;
let cleo: Somebody;
/** Ada's key, and one of which nobody knows who made it. */
let hers: Somebody;
let old: Somebody;
let serial = 0;

beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  ada = { id: stack.tenants[0]!.users[0]!.id, client: await stack.admin() };
  [bob, cleo] = [await addAdministrator(stack), await addAdministrator(stack)];
  [hers, old] = [await addKey(stack, ada.id), await addKey(stack, null)];
  expect((await ada.client.put('/api/v1/settings', { templateFourEyes: true, aiFourEyes: true })).status).toBe(200);
});
afterAll(() => stack.close());

/** What each of them answers of itself: how many are missing, or its state. */
type Decided = ProblemFields & { readonly missing?: number; readonly state?: string };
const seen = ({ status, body }: Answer<Decided>): unknown[] => [status, body.code ?? body.missing ?? body.state];
const actions = async (action: string) => (await ada.client.get(`/api/v1/audit?action=${action}&limit=5`)).body.items;

/** Something that waits: where one agrees to it, and whether it has taken effect. */
interface Waiting {
  readonly agree: (by: Somebody) => Promise<Answer<Decided>>;
  readonly decline: (by: Somebody) => Promise<Answer<Decided>>;
  readonly inForce: () => Promise<boolean>;
  readonly own: string;
}

async function policy({ client }: Somebody): Promise<Waiting> {
  const newest = (await client.get('/api/v1/ai/policies')).body.items[0]?.version ?? 0;
  const { body } = await client.put('/api/v1/ai/policies', { version: newest, policy: { mode: 'suggest' } });
  expect(body.state).toBe('waiting');
  const path = `/api/v1/ai/policies/${body.version}` as const;
  return {
    agree: by => by.client.post(`${path}/approve`),
    decline: by => by.client.post(`${path}/decline`),
    own: 'own_version',
    inForce: async () => (await client.get('/api/v1/ai/policies')).body.items[0]!.state === 'active',
  };
}

async function article({ client }: Somebody): Promise<Waiting> {
  const {
    body: { id },
  } = await client.post('/api/v1/knowledge/documents', {
    title: `Article ${++serial}`,
    body: 'The okapi is shy.',
    language: 'en',
  });
  const path = `/api/v1/knowledge/documents/${id}` as const;
  expect((await client.post(`${path}/publish`, { version: 1 })).body).toEqual({ state: 'waiting' });
  return {
    agree: by => by.client.post(`${path}/publish`, { version: 1 }),
    decline: by => by.client.post(`${path}/decline`, { version: 1 }),
    own: 'own_version',
    inForce: async () => (await client.get(path)).body.publishedVersion === 1,
  };
}

async function template({ client }: Somebody): Promise<Waiting> {
  const numberId = (await client.get('/api/v1/numbers')).body.items[0]!.id;
  const { body } = await client.post('/api/v1/templates', {
    numberId,
    name: `template_${++serial}`,
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order is ready.' }],
  });
  expect(body.state).toBe('waiting');
  const path = `/api/v1/template-changes/${body.id}` as const;
  return {
    agree: by => by.client.post(`${path}/approve`, {}),
    decline: by => by.client.post(`${path}/decline`, { comment: 'no' }),
    own: 'own_change',
    inForce: async () => (await client.get(path)).body.state === 'approved',
  };
}

/** Only people write authorisations. */
async function grant({ client }: Somebody): Promise<Waiting> {
  const {
    body: { id },
  } = await client.post('/api/v1/ai/training/grants', {
    purpose: 'p',
    wording: 'w',
    expiresAt: '2099-01-01T00:00:00Z',
  });
  return {
    agree: by => by.client.post(`/api/v1/ai/training/grants/${id}/approve`),
    decline: by => by.client.post(`/api/v1/ai/training/grants/${id}/withdraw`),
    own: 'own_version',
    inForce: async () =>
      (await client.get('/api/v1/ai/training/grants')).body.items.find(each => each.id === id)!.inForce,
  };
}

async function switchingOff({ client }: Somebody): Promise<Waiting> {
  const { body } = await client.put('/api/v1/settings', { templateFourEyes: false });
  expect(body.templateFourEyes).toBe(true);
  const { id } = body.proposals.find(each => each.setting === 'templateFourEyes')!;
  const path = `/api/v1/settings/proposals/${id}` as const;
  return {
    agree: by => by.client.post(`${path}/approve`),
    decline: by => by.client.post(`${path}/decline`),
    own: 'own_change',
    inForce: async () => {
      const { status, body: now } = await client.get('/api/v1/settings');
      return status === 200 && !now.templateFourEyes;
    },
  };
}

const onAgain = async (): Promise<void> => void (await ada.client.put('/api/v1/settings', { templateFourEyes: true }));
const PROPOSED = [
  ['a policy', policy],
  ['an article', article],
  ['a template', template],
  ['switching four eyes off', switchingOff],
] as const;

describe.each(PROPOSED)('%s', (_, propose) => {
  test('proposed by an API key is not agreed to by whoever made the key, nor by any key', async () => {
    const waiting = await propose(hers);
    expect(seen(await waiting.agree(hers))).toEqual([403, 'not_a_person']);
    expect(seen(await waiting.agree(old))).toEqual([403, 'not_a_person']);
    expect(seen(await waiting.agree(ada))).toEqual([403, 'own_key']);
    expect(await waiting.inForce()).toBe(false);
    expect((await waiting.agree(bob)).status).toBe(200);
    expect(await waiting.inForce()).toBe(true);
    await onAgain();
  });

  test('proposed by a person is agreed to by another person, not by the own key', async () => {
    const waiting = await propose(ada);
    expect(seen(await waiting.agree(ada))).toEqual([403, waiting.own]);
    expect(seen(await waiting.agree(hers))).toEqual([403, 'not_a_person']);
    expect(await waiting.inForce()).toBe(false);
    expect((await waiting.agree(bob)).status).toBe(200);
    expect(await waiting.inForce()).toBe(true);
    await onAgain();
  });

  test('proposed by a key from before needs two people, each once', async () => {
    const waiting = await propose(old);
    expect((await waiting.agree(ada)).status).toBe(200);
    expect(await waiting.inForce()).toBe(false);
    expect(seen(await waiting.agree(ada))).toEqual([409, 'already_approved']);
    expect(await waiting.inForce()).toBe(false);
    expect((await waiting.agree(bob)).status).toBe(200);
    expect(await waiting.inForce()).toBe(true);
    await onAgain();
  });

  test('of two people who were needed and agree at once both count', async () => {
    const waiting = await propose(old);
    const answers = await together(waiting, ada, bob);
    expect(answers.map(answer => answer.status)).toEqual([200, 200]);
    expect(await waiting.inForce()).toBe(true);
    await onAgain();
  });

  test('of two who agree where one is needed the second comes too late', async () => {
    const waiting = await propose(ada);
    const answers = await together(waiting, bob, cleo);
    expect(answers.map(answer => answer.status)).toEqual([200, 409]);
    expect(await waiting.inForce()).toBe(true);
    await onAgain();
  });

  test.each(['disabled', 'demoted'] as const)(
    'who is %s while the request is under way does not agree any more',
    async change => {
      const waiting = await propose(ada);
      const [, answer] = await atTheRow(
        stack.db.adminUrl,
        'app_user WHERE id = $1',
        cleo.id,
        () => changePerson(stack, cleo.id, change),
        () => waiting.agree(cleo),
      );
      expect(seen(answer)).toEqual([403, 'forbidden']);
      expect(await waiting.inForce()).toBe(false);
      await changePerson(stack, cleo.id, 'restored');
      await waiting.decline(bob);
    },
  );

  test('who agreed and was disabled since does not count any more', async () => {
    const waiting = await propose(old);
    expect((await waiting.agree(cleo)).status).toBe(200);
    await changePerson(stack, cleo.id, 'disabled');
    expect((await waiting.agree(bob)).status).toBe(200);
    expect(await waiting.inForce()).toBe(false);
    expect((await waiting.agree(ada)).status).toBe(200);
    expect(await waiting.inForce()).toBe(true);
    await changePerson(stack, cleo.id, 'restored');
    await onAgain();
  });
});

/**
 * Two who agree at the same time: the first has begun to decide and waits for its own row, the second waits for the
 * first.
 */
function together({ agree }: Waiting, first: Somebody, second: Somebody) {
  return atTheRow(
    stack.db.adminUrl,
    'app_user WHERE id = $1',
    first.id,
    () => agree(first),
    () => agree(second),
  );
}

describe('an authorisation of training data', () => {
  test('is agreed to by another person; keys and its author do not, and of two at once one does', async () => {
    const waiting = await grant(ada);
    expect(seen(await waiting.agree(ada))).toEqual([403, 'own_version']);
    expect(seen(await waiting.agree(hers))).toEqual([403, 'not_a_person']);
    expect((await together(waiting, bob, cleo)).map(seen)).toEqual([
      [200, 0],
      [409, 'not_waiting_for_approval'],
    ]);
    expect(await waiting.inForce()).toBe(true);
    expect(
      (
        await hers.client.post('/api/v1/ai/training/grants', {
          purpose: 'p',
          wording: 'w',
          expiresAt: '2099-01-01T00:00:00Z',
        })
      ).body.code,
    ).toBe('not_a_person');
  });
});

test('what was declined and is asked for again starts from nothing', async () => {
  const {
    body: { id },
  } = await old.client.post('/api/v1/knowledge/documents', {
    title: 'Again',
    body: 'The okapi is shy.',
    language: 'en',
  });
  const publish = (by: Somebody) => by.client.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 });
  await publish(old);
  expect((await publish(ada)).body).toEqual({ state: 'waiting' });
  expect((await bob.client.post(`/api/v1/knowledge/documents/${id}/decline`, { version: 1 })).status).toBe(200);
  expect((await publish(old)).body).toEqual({ state: 'waiting' });
  expect((await publish(bob)).body).toEqual({ state: 'waiting' });
  expect((await ada.client.get(`/api/v1/knowledge/documents/${id}`)).body.versions[0]!.approvals).toEqual({
    by: [bob.id],
    missing: 1,
  });
  expect((await publish(ada)).body).toEqual({ state: 'published' });
});

describe('switching four eyes', () => {
  test('off is proposed by one, once, and holds when another one agreed; who did what is in the audit', async () => {
    const first = await ada.client.put('/api/v1/settings', { aiFourEyes: false, presenceGraceSeconds: 90 });
    expect(first.body).toMatchObject({
      aiFourEyes: true,
      presenceGraceSeconds: 90,
      proposals: [
        {
          setting: 'aiFourEyes',
          value: false,
          author: { kind: 'user', id: ada.id },
          approvals: { by: [], missing: 1 },
        },
      ],
    });
    const { id } = first.body.proposals[0]!;
    for (const by of [ada, bob])
      expect(
        (await by.client.put('/api/v1/settings', { aiFourEyes: false })).body.proposals.map(each => each.id),
      ).toEqual([id]);
    expect(seen(await ada.client.post(`/api/v1/settings/proposals/${id}/approve`))).toEqual([403, 'own_change']);
    expect(seen(await bob.client.post(`/api/v1/settings/proposals/${id}/approve`))).toEqual([200, 0]);
    expect((await ada.client.get('/api/v1/settings')).body).toMatchObject({ aiFourEyes: false, proposals: [] });
    expect(seen(await cleo.client.post(`/api/v1/settings/proposals/${id}/approve`))).toEqual([
      409,
      'not_waiting_for_approval',
    ]);
    expect((await actions('settings.propose'))[0]).toMatchObject({
      actor: { id: ada.id },
      targetId: id,
      data: { setting: 'aiFourEyes', value: 0 },
    });
    expect((await actions('settings.approve'))[0]).toMatchObject({ actor: { id: bob.id }, targetId: id });
    expect((await ada.client.put('/api/v1/settings', { aiFourEyes: true })).body.aiFourEyes).toBe(true);
  });

  test('an agent and another tenant have no part in it', async () => {
    const { id } = (await ada.client.put('/api/v1/settings', { aiFourEyes: false })).body.proposals[0]!;
    const approve = (by: HttpClient) => by.post(`/api/v1/settings/proposals/${id}/approve`);
    expect(seen(await approve(await stack.agent(0)))).toEqual([403, 'forbidden']);
    expect(seen(await approve(await stack.admin(1)))).toEqual([404, 'not_found']);
    expect((await bob.client.post(`/api/v1/settings/proposals/${id}/decline`)).status).toBe(200);
    expect((await ada.client.get('/api/v1/settings')).body).toMatchObject({ aiFourEyes: true, proposals: [] });
  });

  test('on needs two administrators who are active at that moment, keys not counted', async () => {
    const only = await stack.admin(1);
    await addKey(stack, null, 1);
    for (const setting of ['templateFourEyes', 'aiFourEyes']) {
      const { status, body } = await only.put('/api/v1/settings', { [setting]: true });
      expect([status, body.code, body.field]).toEqual([409, 'too_few_administrators', setting]);
    }
    const second = await addAdministrator(stack, 1);
    const [, late] = await atTheRow(
      stack.db.adminUrl,
      'app_user WHERE id = $1',
      second.id,
      () => changePerson(stack, second.id, 'disabled'),
      () => only.put('/api/v1/settings', { aiFourEyes: true }),
    );
    expect(late.body.code).toBe('too_few_administrators');
    await changePerson(stack, second.id, 'restored');
    expect((await only.put('/api/v1/settings', { aiFourEyes: true })).body).toMatchObject({
      aiFourEyes: true,
      activeAdministrators: 2,
    });
  });

  test('with one administrator left it stays on, what waits keeps waiting, and another one can agree', async () => {
    const [only, third] = [await stack.admin(1), await addAdministrator(stack, 1)];
    const tenantId = stack.tenants[1]!.id;
    await stack.db.admin.query(
      "UPDATE app_user SET disabled_at = now() WHERE tenant_id = $1 AND role = 'TENANT_ADMIN' AND id <> $2",
      [tenantId, stack.tenants[1]!.users[0]!.id],
    );
    const { body } = await only.put('/api/v1/settings', { aiFourEyes: false });
    expect(body).toMatchObject({ aiFourEyes: true, activeAdministrators: 1 });
    const { id } = body.proposals[0]!;
    expect(seen(await only.post(`/api/v1/settings/proposals/${id}/approve`))).toEqual([403, 'own_change']);
    expect((await only.put('/api/v1/ai/policies', { version: 0, policy: { mode: 'answer' } })).body.state).toBe(
      'waiting',
    );
    await changePerson(stack, third.id, 'restored');
    expect(seen(await third.client.post(`/api/v1/settings/proposals/${id}/approve`))).toEqual([200, 0]);
    expect((await only.get('/api/v1/settings')).body.aiFourEyes).toBe(false);
  });
});

describe('who an article is for, and when', () => {
  async function written() {
    const {
      body: { id },
    } = await ada.client.post('/api/v1/knowledge/documents', {
      title: `Article ${++serial}`,
      body: 'The okapi is shy.',
      language: 'en',
      audience: 'internal',
      validUntil: '2090-01-01T00:00:00Z',
    });
    return `/api/v1/knowledge/documents/${id}` as const;
  }
  const publish = async (path: `/api/v1/knowledge/documents/${string}`, by: Somebody): Promise<unknown> =>
    (await by.client.post(`${path}/publish`, { version: 1 })).body.state;

  test('once it is published nobody alone lets it reach more', async () => {
    const path = await written();
    expect([await publish(path, ada), await publish(path, bob)]).toEqual(['waiting', 'published']);
    for (const wider of [
      { audience: 'customer' },
      { validUntil: null },
      { validUntil: '2095-01-01T00:00:00Z' },
      { language: 'de' },
    ])
      expect([wider, seen(await ada.client.put(`${path}/settings`, wider))]).toEqual([
        wider,
        [409, 'approval_required'],
      ]);
    expect((await ada.client.get(path)).body).toMatchObject({
      audience: 'internal',
      language: 'en',
      validUntil: '2090-01-01T00:00:00.000Z',
    });
    for (const narrower of [
      { validUntil: '2080-01-01T00:00:00Z' },
      { validFrom: '2027-01-01T00:00:00Z' },
      { audience: 'internal' },
    ])
      expect((await ada.client.put(`${path}/settings`, narrower)).status).toBe(200);
    expect((await ada.client.post(`${path}/unpublish`)).status).toBe(200);
    expect((await ada.client.put(`${path}/settings`, { audience: 'customer' })).status).toBe(200);
    expect([
      await publish(path, ada),
      (await ada.client.get(path)).body.publishedVersion,
      await publish(path, bob),
    ]).toEqual(['waiting', null, 'published']);
  });

  test('changed while it waits, it is asked for anew', async () => {
    const path = await written();
    expect(await publish(path, hers)).toBe('waiting');
    expect((await ada.client.put(`${path}/settings`, { audience: 'customer' })).status).toBe(200);
    expect((await ada.client.get(path)).body.state).toBe('draft');
    expect([await publish(path, bob), await publish(path, cleo)]).toEqual(['waiting', 'published']);
  });
});
