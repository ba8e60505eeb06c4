/** The AI answers from the tenant's knowledge, and knows when to stop. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { QUICK, ending, events, hears, newContact, publishArticle, setPolicy, told, writes } from '../support/ai.ts';
import { expectStatesEqual, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { conversationPath as path } from '../support/paths.ts';

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0 }, {}] });
  admin = await stack.admin();
  await publishArticle(
    admin,
    'Opening hours',
    'Our shop in Berlin is open from Monday to Saturday, 9:00 to 18:00.\n\n## Holidays\n\nOn public holidays the shop is closed.',
  );
  await publishArticle(
    admin,
    'Returns',
    '## How to return a bicycle\n\nYou can return a bicycle within 30 days. Bring the invoice with number and the bicycle to our workshop.\n\n## Refunds\n\nA refund is paid within 14 days to the card you paid with.',
  );
});
afterAll(() => stack.close());

describe('answering', () => {
  test('a question is answered from an article, with its source; the conversation stays with the AI, then people', async () => {
    await setPolicy(admin, { mode: 'answer' });
    const contact = newContact();
    const id = await writes(stack, contact, 'Within how many days can I return a bicycle?');
    expect((await admin.get(path(id))).body).toMatchObject({ state: 'bot', ai: { mode: 'answer' } });
    expect(await ending(stack, id)).toBe('answered');
    await hears(stack, contact, 1);
    expect(told(stack, contact)[0]).toContain('This is an automated answer');
    expect(told(stack, contact)[0]).toContain('You can return a bicycle within 30 days.');
    const { items } = (await admin.get(path(id, '/messages'))).body;
    const [call] = (await admin.get(`/api/v1/ai/calls?conversationId=${id}`)).body.items;
    expect(items[0]).toMatchObject({ direction: 'outbound', aiCallId: call!.id });
    expect(call).toMatchObject({
      purpose: 'answer',
      state: 'done',
      demo: true,
      model: 'demo-extractive-1',
      messageId: items[0]!.id,
    });
    expect(call!.passages.length).toBeGreaterThan(0);
    // The disclosure stands in the first answer only.
    await writes(stack, contact, 'When is a refund paid?');
    expect(await ending(stack, id, 2)).toBe('answered');
    await hears(stack, contact, 2);
    expect(told(stack, contact)[1]).toBe('A refund is paid within 14 days to the card you paid with.');
    await writes(stack, contact, 'I want to talk to a person');
    expect(await ending(stack, id, 3)).toBe('asked_for_human');
    await hears(stack, contact, 3);
    expect((await admin.get(path(id))).body).toMatchObject({
      state: 'queued',
      ai: { handedOver: true, mode: 'suggest' },
    });
    const notes = (await admin.get(path(id, '/messages'))).body.items.filter(
      message => message.direction === 'internal',
    );
    expect(notes).toHaveLength(1);
    expect(notes[0]!.content!['body']).toMatch(/^Handed over by the AI: the contact asked for a person\.\n/);
    await expectStatesEqual(stack);
  });

  test('a short reply is about what it quotes', async () => {
    const contact = newContact();
    const id = await writes(stack, contact, 'Is your shop open from Monday to Saturday?');
    expect(await ending(stack, id)).toBe('answered');
    const { wamid } = (
      await stack.db.admin.query<{ wamid: string }>(
        "SELECT wamid FROM message WHERE conversation_id = $1 AND direction = 'inbound'",
        [id],
      )
    ).rows[0]!;
    await writes(stack, contact, 'Within how many days can I return a bicycle?');
    expect(await ending(stack, id, 2)).toBe('answered');
    // The message before is about returning; what it quotes is about the shop.
    const asked = stack.simulator.modelAsked.length;
    await writes(stack, contact, 'On Saturday?', 0, { repliesTo: wamid });
    await ending(stack, id, 3);
    expect(stack.simulator.modelAsked.slice(asked).join()).toContain(
      '<<quoted>>\nIs your shop open from Monday to Saturday?\n<<end>>',
    );
  });

  test('what no article answers is handed over, told once, and stands among the gaps', async () => {
    const contact = newContact();
    const id = await writes(stack, contact, 'Do you also sell hiking boots for children?');
    expect(await ending(stack, id)).toBe('no_evidence');
    expect(await hears(stack, contact, 1)).toEqual(['I am connecting you with a colleague.']);
    expect((await admin.get('/api/v1/knowledge/gaps')).body.items[0]).toMatchObject({
      conversationId: id,
      reason: 'no_evidence',
      question: 'Do you also sell hiking boots for children?',
    });
  });

  test('who says hello is greeted; a burst is one turn that answers all of it', async () => {
    const gather = { ...QUICK, quietMs: 500, capMs: 60_000 };
    await setPolicy(admin, { mode: 'answer', gather });
    const contact = newContact();
    const id = await writes(stack, contact, 'Hello!');
    expect(await ending(stack, id)).toBe('answered');
    await hears(stack, contact, 1);
    // Nobody works meanwhile: so none of it is answered before all of it is there, however slowly it comes.
    await untilQuiet(stack, [id]);
    await stack.stopWorker();
    for (const text of ['Is your shop', 'in Berlin', 'open', 'from Monday', 'to Saturday?'])
      await writes(stack, contact, text);
    const log = await events(stack, id);
    const burst = log.filter(event => event.type === 'turn_planned').slice(1);
    expect(burst.map(({ data, at }) => [data.number, data.since, data.dueAt! - at.getTime()])).toEqual(
      [2, 3, 4, 5, 6].map(number => [number, burst[0]!.at.getTime(), gather.quietMs]),
    );
    await stack.startWorker();
    expect(await ending(stack, id, 6)).toBe('answered');
    await hears(stack, contact, 2);
    // Whatever the AI says first tells that it is one.
    expect(told(stack, contact)[0]).toBe(
      'This is an automated answer. Write “person” at any time to talk to one.\n\nHello! How can we help you?',
    );
    expect(told(stack, contact)[1]).not.toContain('automated');
    expect(told(stack, contact)[1]).toContain('Monday to Saturday');
    const { items: calls } = (await admin.get(`/api/v1/ai/calls?conversationId=${id}`)).body;
    expect(calls).toHaveLength(1);
    expect(Date.parse(calls[0]!.at)).toBeGreaterThanOrEqual(burst.at(-1)!.data.dueAt!);
    expect(stack.simulator.modelCalls.at(-1)!.messages.at(-1)!.content).toContain(
      'Is your shop\nin Berlin\nopen\nfrom Monday\nto Saturday?',
    );
    await setPolicy(admin, { mode: 'answer' });
  });

  test('an agent hands back to the AI, and takes over from it', async () => {
    const contact = newContact();
    const id = await writes(stack, contact, 'I need a human');
    expect(await ending(stack, id)).toBe('asked_for_human');
    const [, one] = stack.tenants[0]!.users;
    expect((await admin.post(path(id, '/assign'), { agentId: one!.id })).status).toBe(200);
    const agent = await stack.agent(0);
    expect((await agent.post(path(id, '/messages'), { text: { body: 'What can I do for you?' } })).status).toBe(202);
    expect((await agent.post(path(id, '/hand-back'), {})).body).toMatchObject({ state: 'bot', agentId: null });
    await writes(stack, contact, 'On public holidays, is the shop open?');
    await eventually(
      async () =>
        (await events(stack, id)).filter(event => event.type === 'turn_ended').map(event => event.data.outcome),
      'the AI’s answer',
      { until: seen => seen.includes('answered') },
    );
    expect((await agent.post(path(id, '/take'), {})).body).toMatchObject({ state: 'active', agentId: one!.id });
    await expectStatesEqual(stack);
  });

  test('an administrator who answers stops the AI', async () => {
    await setPolicy(admin, { mode: 'answer', gather: { ...QUICK, quietMs: 500 } });
    const contact = newContact();
    // Where the machine is so slow that the model is asked before the administrator answers, its own answer still comes
    // after.
    const held = stack.simulator.modelGate.hold(prompt => prompt.includes('Can I return a bicycle?'));
    const id = await writes(stack, contact, 'Can I return a bicycle?');
    const { status } = await admin.post(path(id, '/messages'), { text: { body: 'Let me see to that myself.' } });
    held.letGo();
    expect(status).toBe(202);
    expect((await admin.get(path(id))).body).toMatchObject({ state: 'queued', ai: { turn: null } });
    const dueAtOf = async (each: string): Promise<number> =>
      (await events(stack, each)).find(event => event.type === 'turn_planned')!.data.dueAt!;
    // A turn that was to begin later, in another conversation, has begun and ended. So whatever the workflow does from
    // now on it does after the moment at which the stopped turn was to begin, and a note makes it look at what is due.
    const later = await writes(stack, newContact(), 'When is a refund paid?');
    expect(await dueAtOf(later)).toBeGreaterThan(await dueAtOf(id));
    expect(await ending(stack, later)).toBe('answered');
    expect((await admin.post(path(id, '/notes'), { text: 'seen to' })).status).toBe(201);
    await untilQuiet(stack, [id]);
    expect((await events(stack, id)).filter(event => event.type === 'turn_planned')).toHaveLength(1);
    expect(told(stack, contact)).toEqual(['Let me see to that myself.']);
    await setPolicy(admin, { mode: 'answer' });
  });
});

describe('drafts for agents', () => {
  test('a draft is there when the contact writes; used or changed, it is told apart; nothing is sent by itself', async () => {
    await setPolicy(admin, { mode: 'suggest' });
    const contact = newContact();
    const id = await writes(stack, contact, 'Within how many days can I return a bicycle?');
    const [, one] = stack.tenants[0]!.users;
    await admin.post(path(id, '/assign'), { agentId: one!.id });
    const agent = await stack.agent(0);
    const open = (state = 'open') =>
      eventually(
        async () => (await agent.get(path(id, '/suggestions'))).body.items.find(each => each.state === state),
        `a draft that is ${state}`,
      );
    const draft = await open();
    expect(draft).toMatchObject({
      kind: 'reply',
      demo: true,
      citations: [{ heading: 'Returns › How to return a bicycle' }],
    });
    expect(draft.text).toContain('30 days');
    await writes(stack, contact, 'When is a refund paid?');
    await eventually(
      async () => (await agent.get(path(id, '/suggestions'))).body.items.find(each => each.id === draft.id)?.state,
      'the first draft to be stale',
      { until: seen => seen === 'stale' },
    );
    const second = await open();
    expect(
      (await agent.post(path(id, `/suggestions/${second.id}/decide`), { state: 'edited', distance: 12 })).status,
    ).toBe(200);
    expect((await agent.post(path(id, `/suggestions/${second.id}/decide`), { state: 'accepted' })).body.code).toBe(
      'already_decided',
    );
    for (const body of [
      { kind: 'summary' },
      { kind: 'rewrite', how: 'shorter', text: 'First. Second. Third.' },
      { kind: 'reply' },
    ])
      expect((await agent.post(path(id, '/suggestions'), body)).status).toBe(202);
    await eventually(
      async () => (await agent.get(path(id, '/suggestions'))).body.items.map(each => each.state),
      'all that was asked for',
      { until: seen => !seen.includes('working') },
    );
    const { items } = (await agent.get(path(id, '/suggestions'))).body;
    expect(items.find(each => each.kind === 'rewrite')).toMatchObject({ state: 'open', text: 'First. Second.' });
    expect(items.find(each => each.kind === 'summary')!.text).toContain('When is a refund paid?');
    expect(told(stack, contact)).toEqual([]);
    expect(
      (await stack.db.admin.query('SELECT edit_distance, decided_by FROM suggestion WHERE id = $1', [second.id])).rows,
    ).toEqual([{ edit_distance: 12, decided_by: one!.id }]);
    await expectStatesEqual(stack);
  });
});
