/** What the AI does for agents besides whole drafts: streamed text, tags, dispositions, and articles. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { Agent } from 'undici';
import { ask } from '../../activities/ai/model-client.ts';
import type { Suggestion } from '../../client/schema.ts';
import { conversationWorkflowId, reloadSignal } from '../../workflows/contract.ts';
import { ending, newContact, publishArticle, setPolicy, told, writes } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { conversationPath as path } from '../support/paths.ts';

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let stranger: HttpClient;
const dispatcher = new Agent();
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0 }, {}] });
  [admin, agent, stranger] = [await stack.admin(0), await stack.agent(0), await stack.admin(1)];
  await publishArticle(
    admin,
    'Returns',
    '## How to return a bicycle\n\nYou can return a bicycle within 30 days. Bring the receipt. A refund is paid after we looked at the bicycle in our workshop.',
  );
  await publishArticle(admin, 'Repairs', 'We repair bicycles of all makes. A repair of the brakes takes two days.');
  await publishArticle(admin, 'For colleagues', 'A bicycle that comes back broken goes to the workshop first.', {
    audience: 'internal',
  });
  await setPolicy(admin, { mode: 'suggest' });
});
beforeEach(() => void stack.simulator.change({ model: null }));
// An agent has three at a time.
afterEach(async () => {
  for (const { id, state } of (await admin.get('/api/v1/conversations')).body.items)
    if (state === 'active') await admin.post(path(id, '/close'), {});
});
afterAll(async () => {
  await dispatcher.close();
  await stack.close();
});

const items = async (id: string, who = agent) => (await who.get(path(id, '/suggestions'))).body.items;
async function withAgent(text: string): Promise<string> {
  const id = await writes(stack, newContact(), text);
  expect((await admin.post(path(id, '/assign'), { agentId: stack.tenants[0]!.users[1]!.id })).status).toBe(200);
  await ending(stack, id);
  return id;
}
async function asked(id: string, body: object) {
  const { status, body: made } = await agent.post(path(id, '/suggestions'), body);
  expect(status).toBe(202);
  return written(id, made.id);
}
const written = (id: string, suggestionId: string) =>
  eventually(
    async () => (await items(id)).find(each => each.id === suggestionId && each.state !== 'working'),
    'what was asked for',
  );
/** What is proposed to go on with. */
interface Found {
  readonly articles: readonly { readonly documentId: string; readonly heading: string }[];
}
interface Listening {
  readonly drafts: { suggestionId: string; kind: string; text: string }[];
  close: () => void;
}
/** What the workbench of somebody is told of drafts. */
async function listening(who: HttpClient): Promise<Listening> {
  const drafts: Listening['drafts'] = [];
  const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}/ws`, {
    headers: { cookie: who.headers['cookie'] ?? '', origin: stack.baseUrl },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as {
        type: string;
        suggestionId: string;
        kind: string;
        text: string;
      };
      if (message.type === 'ready') resolve();
      if (message.type === 'draft') drafts.push(message);
    });
  });
  return { drafts, close: () => socket.close() };
}

/**
 * Asks for a draft whose model goes on to each of its first words only when what it wrote before was shown: of what is
 * written faster than it can be shown, not every state is.
 */
async function seenGrowing(
  id: string,
  kind: string,
  { drafts }: Listening,
  times: number,
): Promise<{ done: Suggestion; seen: string[] }> {
  const seen = (): string[] =>
    drafts.filter(each => each.kind === kind && each.suggestionId === made.id).map(each => each.text);
  let held = stack.simulator.wordGate.hold();
  const { status, body: made } = await agent.post(path(id, '/suggestions'), { kind });
  try {
    expect(status).toBe(202);
    for (let shown = 0, before = 0; shown < times; shown++) {
      const longest = await eventually(
        () => Math.max(0, ...seen().map(text => text.length)),
        `word ${shown + 1} of the draft`,
        { until: length => length > before },
      );
      before = longest;
      // The next word is held before this one is let go.
      const word = held;
      held = stack.simulator.wordGate.hold();
      word.letGo();
    }
  } finally {
    held.letGo();
  }
  return { done: await written(id, made.id), seen: seen() };
}

describe('as it is written', () => {
  test('a draft grows word by word before whoever may see it, and nobody else; it ends as what was checked', async () => {
    const [own, others] = [await listening(agent), await listening(stranger)];
    const contact = newContact();
    const id = await writes(stack, contact, 'Within how many days can I return a bicycle, and when is a refund paid?');
    await admin.post(path(id, '/assign'), { agentId: stack.tenants[0]!.users[1]!.id });
    const draft = await eventually(async () => (await items(id)).find(each => each.state === 'open'), 'the draft');
    expect(draft.kind).toBe('reply');
    // Again on request: now it is the agent's for certain.
    const { done: second, seen } = await seenGrowing(id, 'reply', own, 3);
    expect(new Set(seen).size).toBeGreaterThanOrEqual(3);
    for (const [place, text] of seen.entries()) {
      expect(second.text!.startsWith(text.trimEnd())).toBe(true);
      expect(text.length).toBeGreaterThanOrEqual(seen[place - 1]?.length ?? 1);
    }
    expect(others.drafts).toEqual([]);
    expect(told(stack, contact)).toEqual([]);
    for (const each of [own, others]) each.close();
  });

  test('summaries, too', async () => {
    const id = await withAgent(
      'When is a refund paid? I have waited for it for a long time, and nobody in your workshop could tell me.',
    );
    const own = await listening(agent);
    expect((await seenGrowing(id, 'summary', own, 2)).done).toMatchObject({ state: 'open', demo: true });
    own.close();
  });

  test('what does not pass the check is not left standing', async () => {
    const id = await withAgent('Within how many days can I return a bicycle?');
    stack.simulator.change({ model: 'adv-fabricate' });
    expect(await asked(id, { kind: 'reply' })).toMatchObject({ state: 'failed', error: 'not_grounded', text: null });
  });

  test.each(['its time', 'a person who answers'])(
    'a draft that %s ends in the middle is no longer being written',
    async how => {
      stack.simulator.change({ model: 'adv-stream-hang' });
      const id = await writes(stack, newContact(), 'Within how many days can I return a bicycle?');
      expect((await admin.post(path(id, '/assign'), { agentId: stack.tenants[0]!.users[1]!.id })).status).toBe(200);
      await eventually(
        async () => (await items(id)).some(each => each.state === 'working' && each.text !== null),
        'what is written so far',
      );
      const {
        body: { ai },
      } = await agent.get(path(id, ''));
      expect(ai!.turn).not.toBeNull();
      // Its time is over only now, when something has been shown; the workflow, told to look, finds that.
      if (how === 'its time') {
        await stack.db.admin.query(
          "UPDATE conversation SET ai = jsonb_set(ai, '{turn,deadlineAt}', to_jsonb($2::float8)) WHERE id = $1",
          [id, Date.now()],
        );
        await stack.client.workflow.getHandle(conversationWorkflowId(id)).signal(reloadSignal);
      } else
        expect(
          (await agent.post(path(id, '/messages'), { text: { body: 'I see to it myself.' } })).status,
        ).toBeLessThan(300);
      await eventually(async () => (await agent.get(path(id, ''))).body.ai!.turn === null, 'the end of the turn');
      expect((await items(id)).filter(each => each.state === 'working')).toEqual([]);
      if (how === 'its time') expect(await ending(stack, id)).toBe('nothing');
    },
  );

  const endpoint = () => ({ baseUrl: `${stack.simulatorUrl}/v1`, apiKey: 'k', model: 'demo-extractive-1', dispatcher });
  const stream = async (
    model: string,
    {
      timeoutMs = 60_000,
      onText = () => undefined,
      signal = new AbortController().signal,
    }: { timeoutMs?: number; onText?: () => void; signal?: AbortSignal } = {},
  ) => {
    stack.simulator.change({ model });
    const seen: string[] = [];
    const result = await ask(endpoint(), {
      messages: [{ role: 'user', content: '<<summarise>>\nCustomer: Where is it?\n<<end>>' }],
      maxTokens: 100,
      timeoutMs,
      signal,
      json: null,
      onText: text => {
        seen.push(text);
        onText();
      },
    });
    return { result, seen };
  };
  test.each([
    ['adv-no-stream', { kind: 'ok', text: 'Customer: Where is it?' }],
    ['adv-slow:1', { kind: 'ok' }],
    ['adv-stream-cut', { kind: 'failed', code: 'malformed', retryable: true }],
    ['adv-429', { kind: 'failed', code: 'throttled' }],
    ['adv-500', { kind: 'failed', code: 'server_error' }],
    ['adv-401', { kind: 'failed', code: 'unauthorized' }],
    ['adv-html200', { kind: 'failed', code: 'malformed' }],
    ['adv-truncated', { kind: 'failed', code: 'malformed' }],
    ['adv-empty', { kind: 'failed', code: 'malformed' }],
    ['adv-redirect', { kind: 'failed', code: 'redirected' }],
  ])('%s, asked for a stream', async (model, expected) => expect((await stream(model)).result).toMatchObject(expected));

  test('a stream that stops in its middle ends with the call’s time, or with its caller', async () => {
    expect((await stream('adv-stream-hang', { timeoutMs: 400 })).result).toMatchObject({
      kind: 'failed',
      code: 'timeout',
      retryable: true,
    });
    const canceled = new AbortController();
    const { result, seen } = await stream('adv-stream-hang', {
      signal: canceled.signal,
      onText: () => canceled.abort(),
    });
    expect(result).toMatchObject({ kind: 'failed', code: 'aborted' });
    expect(seen).toHaveLength(1);
  });
});

describe('proposals', () => {
  test('tags: of the tenant’s own, given to the contact when accepted; beside the ones it has', async () => {
    const id = await withAgent('The brakes need a repair, and I want to return the other bicycle.');
    const { contact } = (await agent.get(path(id, ''))).body;
    expect(await asked(id, { kind: 'tags' })).toMatchObject({ state: 'failed', error: 'no_choices' });
    const other = (await agent.get(path(await withAgent('When is a refund paid?'), ''))).body.contact.id;
    await admin.put(`/api/v1/contacts/${other}`, { tags: ['repairs', 'returns', 'wholesale'] });
    await admin.put(`/api/v1/contacts/${contact.id}`, { tags: ['loyal'] });
    const proposal = await asked(id, { kind: 'tags' });
    expect(proposal).toMatchObject({ kind: 'tags', state: 'open', text: null, demo: true });
    expect((proposal.proposal as { tags: string[] }).tags.sort()).toEqual(['repairs', 'returns']);
    expect((await agent.get(`/api/v1/contacts/${contact.id}`)).body.tags).toEqual(['loyal']);
    const decisions = await Promise.all(
      [1, 2, 3].map(() => agent.post(path(id, `/suggestions/${proposal.id}/decide`), { state: 'accepted' })),
    );
    expect(decisions.map(each => each.status).sort()).toEqual([200, 409, 409]);
    expect((await agent.get(`/api/v1/contacts/${contact.id}`)).body.tags).toEqual(['loyal', 'repairs', 'returns']);
    // A contact has so many that these would be too many: nothing changes, and it can be decided later.
    const many = Array.from({ length: 50 }, (_, place) => `tag ${place}`);
    await admin.put(`/api/v1/contacts/${contact.id}`, { tags: many });
    const second = await asked(id, { kind: 'tags' });
    expect((await agent.post(path(id, `/suggestions/${second.id}/decide`), { state: 'accepted' })).body).toMatchObject({
      status: 409,
      code: 'too_many_tags',
    });
    expect((await agent.get(`/api/v1/contacts/${contact.id}`)).body.tags).toEqual([...many].sort());
    expect((await items(id)).find(each => each.id === second.id)!.state).toBe('open');
    const { items: log } = (await admin.get('/api/v1/audit?limit=50')).body;
    expect(
      log.some(
        entry => entry.action === 'contact.change' && entry.targetId === contact.id && entry.data!['fields'] === 'tags',
      ),
    ).toBe(true);
  });

  test('what it was about: one of the tenant’s, never a retired one; nothing is closed by it', async () => {
    const [repair] = await Promise.all(
      ['Repair of a bicycle', 'Order'].map(name => admin.post('/api/v1/dispositions', { name })),
    );
    const { body: retired } = await admin.post('/api/v1/dispositions', { name: 'Repair of brakes' });
    await admin.delete(`/api/v1/dispositions/${retired.id}`);
    const id = await withAgent('How long does a repair of the brakes take?');
    const proposal = await asked(id, { kind: 'disposition' });
    expect(proposal).toMatchObject({ state: 'open', proposal: { dispositionId: repair!.body.id } });
    const decide = (body: object) => agent.post(path(id, `/suggestions/${proposal.id}/decide`), body);
    // A reason is for what is dismissed.
    expect((await decide({ state: 'accepted', reason: 'wrong' })).body).toMatchObject({
      code: 'invalid_request',
      field: 'reason',
    });
    expect((await decide({ state: 'dismissed', reason: 'wrong' })).status).toBe(200);
    const { items } = (await agent.get(path(id, '/suggestions'))).body as { items: Record<string, unknown>[] };
    expect(items.find(each => each['id'] === proposal.id)).toMatchObject({
      state: 'dismissed',
      dismissedBecause: 'wrong',
    });
    expect((await agent.get(path(id, ''))).body.state).toBe('active');
  });

  test('a model that chooses what nobody offered has chosen nothing', async () => {
    const id = await withAgent('How long does a repair of the brakes take?');
    for (const model of ['adv-wrong-schema', 'adv-malformed-json', 'adv-obey']) {
      stack.simulator.change({ model });
      const { state, proposal } = await asked(id, { kind: 'tags' });
      expect([model, state, proposal]).toEqual([model, 'failed', null]);
    }
  });

  test('articles to go on with, also those for colleagues; no model is asked', async () => {
    const id = await withAgent('A bicycle came back broken, what happens in the workshop?');
    const calls = stack.simulator.modelCalls.length;
    const { articles } = (await asked(id, { kind: 'article' })).proposal as Found;
    expect(articles.map(each => each.heading)).toEqual(
      expect.arrayContaining(['For colleagues', 'Returns › How to return a bicycle']),
    );
    expect(new Set(articles.map(each => each.documentId)).size).toBe(articles.length);
    expect(stack.simulator.modelCalls.length).toBe(calls);
  });

  test('a newer proposal takes the place of an older one of its kind only', async () => {
    const id = await withAgent('Within how many days can I return a bicycle?');
    const first = await asked(id, { kind: 'article' });
    const second = await asked(id, { kind: 'article' });
    const states = Object.fromEntries((await items(id)).map(each => [each.id, each.state]));
    expect([states[first.id], states[second.id]]).toEqual(['stale', 'open']);
    expect((await items(id)).find(each => each.kind === 'reply')!.state).toBe('open');
  });
});
