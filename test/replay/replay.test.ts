import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { root } from '../../ops/root.ts';
import { dataConverterWith } from '../../temporal/data-converter.ts';
import { contactHistories } from '../support/contact-histories.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import { historiesOf, historiesOfWorkflow } from '../support/histories.ts';
import { workflowBundle } from '../support/servers/workflow-bundle.ts';
import { passagesWorkflowId, transcriptWorkflowId } from '../../workflows/contract.ts';
import { ending, events, newContact, publishArticle, setPolicy, whileAsked, writes } from '../support/ai.ts';
import { surveyed } from '../support/survey-history.ts';
import type { Stack } from '../support/stack.ts';
import { installRuntime } from '../support/runtime.ts';
import { createStack } from '../support/stack.ts';
import { speaksIn } from '../support/voice.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

const folder = join(root, 'test/replay/histories');

describe('recorded histories', () => {
  if (process.env['RECORD_HISTORIES'] === 'life') test('of a life are recorded anew', recordLife);
  if (process.env['RECORD_HISTORIES'] === 'ai') test('of the AI are recorded anew', recordAi);
  if (process.env['RECORD_HISTORIES'] === 'noted')
    test('of a talk that we begin, and of what is no message, are recorded anew', recordNoted);
  if (process.env['RECORD_HISTORIES'] === 'voice') test('of voice messages are recorded anew', recordVoice);
  if (process.env['RECORD_HISTORIES'] === 'survey') test('of a survey are recorded anew', recordSurvey);
  if (process.env['RECORD_HISTORIES'] === 'contacts')
    test('of what is done with contacts are recorded anew', async () =>
      write('contacts', await contactHistories({ converter: dataConverterWith([]) })));
  if (process.env['RECORD_HISTORIES'] === 'passages') test('of reading passages are recorded anew', recordPassages);

  test('of every released behaviour replay with the code as it is', async () => {
    const files = readdirSync(folder).filter(file => file.endsWith('.bin'));
    expect(files.length).toBeGreaterThan(0);
    const histories = files.map(file => ({
      workflowId: file,
      history: proto.temporal.api.history.v1.History.decode(readFileSync(join(folder, file))),
    }));
    const results: string[] = [];
    installRuntime();
    for await (const result of Worker.runReplayHistories(
      { workflowBundle: { codePath: workflowBundle() }, dataConverter: dataConverterWith([]) },
      histories,
    )) {
      if (result.error !== undefined) results.push(`${result.workflowId}: ${result.error.message}`);
    }
    expect(results).toEqual([]);
  });
});

/**
 * A life with everything in it: missed and rejected offers, throttled and lost sends, wrap-up, reopening, several runs.
 */
async function recordLife(): Promise<void> {
  const stack = await createStack({
    converter: dataConverterWith([]),
    continueAsNewAfterTurns: 8,
    sendTimeoutMs: 1_000,
    tenants: [{ acceptTimeoutMs: 1_000, wrapUpMs: 300, excludeMs: 500 }],
  });
  try {
    const { phoneNumberId } = stack.tenants[0]!;
    const agent = await stack.agent(0);
    const write = (text: string) => postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '4900001', text }));
    const offer = () => eventually(async () => (await agent.get('/api/v1/offers')).body.items[0], 'an offer');
    await agent.put('/api/v1/me/presence', { presence: 'online' });
    await write('one');
    const id = (await offer()).conversationId;
    await eventually(async () => (await agent.get('/api/v1/offers')).body.items.length === 0, 'the miss');
    await agent.post(`/api/v1/offers/${(await offer()).id}/reject`);
    await agent.post(`/api/v1/offers/${(await offer()).id}/accept`);
    await write('two');
    for (const fault of [
      null,
      { kind: 'error', code: 130429 },
      { kind: 'accept_then_drop' },
      { kind: 'error', code: 131026 },
      { kind: 'hang' },
    ] as const) {
      if (fault !== null) stack.simulator.fault(fault);
      await agent.post(`/api/v1/conversations/${id}/messages`, { text: { body: `reply ${JSON.stringify(fault)}` } });
      await eventually(
        async () => (await agent.get(`/api/v1/conversations/${id}`)).body.openSends.length === 0,
        'the send',
      );
    }
    await agent.post(`/api/v1/conversations/${id}/read`);
    await agent.post(`/api/v1/conversations/${id}/close`);
    await eventually(async () => (await agent.get(`/api/v1/conversations/${id}`)).body.state === 'closed', 'the close');
    await write('three');
    await agent.post(`/api/v1/offers/${(await offer()).id}/accept`);
    await agent.post(`/api/v1/conversations/${id}/transfer`, { queueId: stack.tenants[0]!.queues[1]!.id });
    await expectStatesEqual(stack);
    await keep(stack, id, 'life');
  } finally {
    await stack.close();
  }
}

/** Answers, a burst that cancels a turn, a model that fails and one that hangs, hand-over, hand-back, a draft. */
async function recordAi(): Promise<void> {
  const stack = await createStack({
    converter: dataConverterWith([]),
    continueAsNewAfterTurns: 8,
    tenants: [{ wrapUpMs: 0 }],
  });
  try {
    const admin = await stack.admin();
    const contact = newContact();
    await publishArticle(admin, 'Returns', 'You can return a bicycle within 30 days.');
    await setPolicy(admin, { mode: 'answer', gather: { quietMs: 200, capMs: 1_000, deadlineMs: 6_000 } });
    const ask = (): Promise<string> => writes(stack, contact, 'Within how many days can I return a bicycle?');
    const id = await ask();
    expect(await ending(stack, id, 1)).toBe('answered');
    await whileAsked(stack, ask, ask);
    expect(await ending(stack, id, 3)).toBe('answered');
    for (const model of ['adv-500', 'adv-hang']) {
      stack.simulator.change({ model });
      await ask();
      await eventually(
        async () => (await admin.get(`/api/v1/conversations/${id}`)).body.state === 'queued',
        'the hand-over',
      );
      expect((await admin.post(`/api/v1/conversations/${id}/hand-back`)).status).toBe(200);
    }
    stack.simulator.change({ model: null });
    await ask();
    await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: stack.tenants[0]!.users[1]!.id });
    await eventually(
      async () =>
        (await events(stack, id)).some(event => event.type === 'turn_ended' && event.data['outcome'] === 'suggested'),
      'a draft',
    );
    await expectStatesEqual(stack);
    await keep(stack, id, 'ai');
  } finally {
    await stack.close();
  }
}

async function recordSurvey(): Promise<void> {
  const stack = await createStack({
    converter: dataConverterWith([]),
    continueAsNewAfterTurns: 4,
    tenants: [{ wrapUpMs: 0 }],
  });
  try {
    const id = await surveyed(stack);
    await expectStatesEqual(stack);
    await keep(stack, id, 'survey');
  } finally {
    await stack.close();
  }
}

/**
 * A talk that we begin, and what happens beside its messages: reactions, an edit, a deletion, a new number, a reaction
 * after the end.
 */
async function recordNoted(): Promise<void> {
  const stack = await createStack({
    converter: dataConverterWith([]),
    continueAsNewAfterTurns: 4,
    tenants: [{ wrapUpMs: 0 }],
  });
  try {
    const admin = await stack.admin();
    const [{ phoneNumberId, users }, from] = [stack.tenants[0]!, newContact()];
    await admin.post('/api/v1/templates/sync', {});
    await eventually(async () => (await admin.get('/api/v1/templates')).body.items.length, 'the templates', {
      until: count => count > 0,
    });
    const [number] = (await admin.get('/api/v1/numbers')).body.items;
    const template = {
      name: 'appointment_reminder',
      language: { code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Monday' },
            { type: 'text', text: 'ten' },
          ],
        },
      ],
    };
    const begun = await admin.post('/api/v1/conversations', {
      numberId: number!.id,
      to: { phone: `+${from}` },
      template,
      agentId: users[1]!.id,
      consent: { source: 'form' },
    });
    expect([begun.status, begun.body.code]).toEqual([201, undefined]);
    const { id } = begun.body.conversation;
    const notice = (message: object) =>
      postWebhook(
        stack.baseUrl,
        messagesBody(phoneNumberId, {
          contacts: [{ profile: { name: 'T' }, wa_id: from }],
          messages: [
            {
              from,
              id: `wamid.noted.${Math.floor(performance.now() * 1_000)}`,
              timestamp: String(Math.floor(Date.now() / 1000)),
              ...message,
            },
          ],
        }),
      );
    await writes(stack, from, 'I come later');
    const {
      rows: [said],
    } = await stack.db.admin.query<{ wamid: string }>(
      "SELECT wamid FROM message WHERE conversation_id = $1 AND direction = 'inbound' ORDER BY received_at LIMIT 1",
      [id],
    );
    for (const message of [
      { type: 'reaction', reaction: { message_id: said!.wamid, emoji: '👍' } },
      { type: 'reaction', reaction: { message_id: said!.wamid } },
      {
        type: 'edit',
        edit: { original_message_id: said!.wamid, message: { type: 'text', text: { body: 'I come at eleven' } } },
      },
      { type: 'revoke', revoke: { original_message_id: said!.wamid } },
      { type: 'system', system: { type: 'user_changed_number', wa_id: newContact(), body: 'changed' } },
    ])
      expect((await notice(message)).body).toMatchObject({ stored: 1 });
    expect((await admin.post(`/api/v1/conversations/${id}/close`, {})).status).toBe(200);
    const { contact } = (await admin.get(`/api/v1/conversations/${id}`)).body;
    await postWebhook(
      stack.baseUrl,
      messagesBody(phoneNumberId, {
        contacts: [{ profile: { name: 'T' }, wa_id: contact.waId }],
        messages: [
          {
            from: contact.waId,
            id: 'wamid.noted.last',
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: 'reaction',
            reaction: { message_id: said!.wamid, emoji: '🙏' },
          },
        ],
      }),
    );
    await expectStatesEqual(stack);
    await keep(stack, id, 'noted');
  } finally {
    await stack.close();
  }
}

/** Passages read for what they mean: a model that fails until somebody mends it, and more than one batch. */
async function recordPassages(): Promise<void> {
  const stack = await createStack({ converter: dataConverterWith([]), embeddings: true });
  try {
    const admin = await stack.admin();
    const { id: tenantId } = stack.tenants[0]!;
    await setPolicy(admin, { mode: 'answer' });
    stack.simulator.change({ model: 'adv-embed-500' });
    await publishArticle(
      admin,
      'Returns',
      Array.from({ length: 40 }, (_, part) => `## Part ${part}\n\nYou can return bicycle ${part} within 30 days.`).join(
        '\n\n',
      ),
    );
    await eventually(
      () => stack.simulator.modelCalls.filter(call => call.status === 500).length,
      'three calls that fail',
      { until: seen => seen >= 3 },
    );
    await eventually(
      async () =>
        (await stack.client.workflow.getHandle(passagesWorkflowId(tenantId)).describe()).raw.pendingActivities
          ?.length ?? 0,
      'the reading to wait',
      { until: seen => seen === 0 },
    );
    stack.simulator.change({ model: null });
    await setPolicy(admin, { mode: 'suggest' });
    await eventually(
      async () => (await stack.client.workflow.getHandle(passagesWorkflowId(tenantId)).describe()).status.name,
      'the end',
      { until: seen => seen === 'COMPLETED' },
    );
    write('passages', await historiesOfWorkflow(stack, passagesWorkflowId(tenantId)));
  } finally {
    await stack.close();
  }
}

/** Voice messages: a model that fails once, and one that does not let us in. */
async function recordVoice(): Promise<void> {
  const stack = await createStack({ converter: dataConverterWith([]) });
  try {
    await setPolicy(await stack.admin(), { mode: 'suggest', transcripts: 'all' });
    const runs = [];
    for (const model of ['adv-voice-500-then-ok:1', 'adv-voice-401']) {
      stack.simulator.change({ model });
      const { id } = await speaksIn(stack, 'Where is my order?');
      const { rows } = await eventually(
        () =>
          stack.db.admin.query<{ id: string }>(
            "SELECT id FROM media WHERE conversation_id = $1 AND transcript_state IN ('done', 'none')",
            [id],
          ),
        'the transcript',
        { until: seen => seen.rows.length > 0 },
      );
      const workflowId = transcriptWorkflowId(rows[0]!.id, 1);
      await stack.client.workflow.getHandle(workflowId).result();
      runs.push(...(await historiesOfWorkflow(stack, workflowId)));
    }
    write('voice', runs);
  } finally {
    await stack.close();
  }
}

async function keep(stack: Stack, conversationId: string, name: string): Promise<void> {
  const runs = await historiesOf(stack, conversationId);
  expect(runs.length).toBeGreaterThan(1);
  write(name, runs);
}

function write(name: string, runs: Awaited<ReturnType<typeof historiesOf>>): void {
  runs.forEach((run, index) =>
    writeFileSync(
      join(folder, `0.1.0-${name}-run-${index + 1}.bin`),
      proto.temporal.api.history.v1.History.encode(run.history).finish(),
    ),
  );
}
