/** What contacts say in voice messages, written down by the simulator's model. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deleteContentBefore } from '../../store/deadlines/retention.ts';
import { TRANSCRIPT_WORKFLOW, transcriptWorkflowId } from '../../workflows/contract.ts';
import { newContact, publishArticle, setPolicy, whileAsked } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { Spoken } from '../support/voice.ts';
import { speaksIn } from '../support/voice.ts';

let stack: Stack;
let admin: HttpClient;
let stranger: HttpClient;
beforeAll(async () => {
  stack = await createStack({ search: true });
  [admin, stranger] = [await stack.admin(), await stack.agent(0, 1)];
  await publishArticle(admin, 'Returns', 'You can return a bicycle within 30 days.');
});
afterAll(() => stack.close());

const ON = { mode: 'suggest', transcripts: 'all' };
const model = (name: string | null): void => stack.simulator.change({ model: name });
/** How often a model was asked what is said. */
const askedFor = (said: string): number =>
  stack.simulator.modelCalls.filter(({ messages }) => messages[0]?.role === 'voice' && messages[0].content === said)
    .length;

const speaks = (said: string, more: { seconds?: number; from?: string } = {}): Promise<Spoken> =>
  speaksIn(stack, said, more);
const fileOf = async ({ id }: Spoken) => (await admin.get(path(id, '/messages'))).body.items[0]!.media!;
const becomes = (spoken: Spoken, state: string) =>
  eventually(() => fileOf(spoken), `the transcript is ${state}`, {
    until: seen => seen.transcript?.state === state,
  });
const found = async (word: string): Promise<string[]> => {
  const { body } = await admin.get(`/api/v1/search?q=${word}&kind=message` as '/api/v1/search');
  return body.groups.flatMap(({ items }) => items.map(item => item.words?.text ?? ''));
};
const isFound = (word: string) =>
  eventually(() => found(word), `${word} to be found`, { until: hits => hits.length > 0 });
const ofCalls = async ({ id }: Spoken) => (await admin.get(`/api/v1/ai/calls?conversationId=${id}`)).body.items;
/** Whether Temporal was asked to do anything for the transcript. */
async function workflows({ id }: Spoken): Promise<number> {
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string; round: number }>(
    'SELECT id, transcript_round AS round FROM media WHERE conversation_id = $1',
    [id],
  );
  const seen = await stack.client.workflow
    .getHandle(transcriptWorkflowId(row!.id, row!.round))
    .describe()
    .catch(() => null);
  return seen === null ? 0 : 1;
}

describe('a voice message', () => {
  test('has none at first: it is switched off, and nobody is asked', async () => {
    const spoken = await speaks('This stays between us two');
    const { transcript } = await becomes(spoken, 'none');
    expect(transcript).toMatchObject({ text: null, reason: { code: 'off' }, canRetry: false });
    expect([askedFor(spoken.said), await workflows(spoken)]).toEqual([0, 0]);
    const { id } = await fileOf(spoken);
    expect(refusalOf(await stranger.post(`/api/v1/media/${id}/transcribe`))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect(refusalOf(await admin.post(`/api/v1/media/${id}/transcribe`))).toMatchObject({
      status: 409,
      code: 'transcript_not_failed',
    });
  });

  test('is written down where the policy wants that, counted, and found by its words', async () => {
    await setPolicy(admin, ON);
    const spoken = await speaks('The saddlebag of my bicycle was torn when it arrived at our house');
    const { transcript } = await becomes(spoken, 'done');
    expect(transcript).toEqual({ state: 'done', text: spoken.said, language: 'en', reason: null, canRetry: false });
    expect(await ofCalls(spoken)).toMatchObject([
      { purpose: 'transcript', model: 'demo-voice-1', state: 'done', micros: 300, error: null, demo: true },
    ]);
    expect(await isFound('saddlebags')).toEqual([expect.stringContaining('saddlebag of my bicycle')]);
  });

  test('stands in the conversation while the model still listens', async () => {
    const spoken = await whileAsked(
      stack,
      () => speaks('I will be waiting at the corner'),
      async begun => {
        expect((await becomes(begun, 'working')).state).toBe('stored');
        expect((await admin.get(path(begun.id))).body.state).not.toBe('new');
      },
      'waiting at the corner',
    );
    await becomes(spoken, 'done');
  });

  test('is text for drafts', async () => {
    const spoken = await speaks('Within how many days can I return a bicycle?');
    await becomes(spoken, 'done');
    const made = await admin.post(path(spoken.id, '/suggestions'), { kind: 'reply' });
    expect(made.status).toBe(202);
    const draft = await eventually(
      async () => (await admin.get(path(spoken.id, '/suggestions'))).body.items.find(each => each.id === made.body.id),
      'the draft',
      { until: seen => seen?.state !== 'working' },
    );
    expect(draft).toMatchObject({ state: 'open', text: expect.stringContaining('within 30 days') });
  });

  test('of nothing but silence, or too long, has none', async () => {
    const long = await speaks('This is a whole concert', { seconds: 700 });
    expect((await becomes(long, 'none')).transcript).toMatchObject({ reason: { code: 'too_long' }, canRetry: false });
    expect(askedFor(long.said)).toBe(0);
    model('adv-voice-silent');
    const silent = await speaks('Nobody hears me here');
    expect((await becomes(silent, 'none')).transcript).toMatchObject({ reason: { code: 'nothing_said' } });
    model(null);
  });
});

describe('who has not agreed', () => {
  test('has none, until that is recorded and somebody asks again', async () => {
    await setPolicy(admin, { ...ON, transcripts: 'consented' });
    const spoken = await speaks('My order has the number seven');
    const { id, transcript } = await becomes(spoken, 'none');
    expect([transcript, askedFor(spoken.said)]).toMatchObject([{ reason: { code: 'not_allowed' }, canRetry: true }, 0]);
    await admin.put(`/api/v1/contacts/${spoken.contactId}`, { consent: { source: 'on the phone' } });
    expect((await admin.post(`/api/v1/media/${id}/transcribe`)).status).toBe(202);
    expect((await becomes(spoken, 'done')).transcript?.text).toBe(spoken.said);
  });

  test('and whose processing is restricted has none, whatever the policy says', async () => {
    await setPolicy(admin, ON);
    const from = newContact();
    const contact = await admin.post('/api/v1/contacts', { phone: `+${from}`, restricted: true });
    expect(contact.status).toBe(201);
    const spoken = await speaks('Please keep nothing of me', { from });
    expect((await becomes(spoken, 'none')).transcript).toMatchObject({ reason: { code: 'not_allowed' } });
    expect(askedFor(spoken.said)).toBe(0);
  });

  test('and where the AI is off nothing goes to a model', async () => {
    await setPolicy(admin, { ...ON, mode: 'off' });
    const spoken = await speaks('Is anybody there at all');
    expect((await becomes(spoken, 'none')).transcript).toMatchObject({ reason: { code: 'off' } });
    expect(askedFor(spoken.said)).toBe(0);
    await setPolicy(admin, ON);
  });
});

describe('a model that fails', () => {
  test('is told of without its words, and asked again by hand', async () => {
    model('adv-voice-401');
    const spoken = await speaks('The chain fell off in the rain');
    const failed = await becomes(spoken, 'none');
    expect(failed.transcript).toMatchObject({ reason: { code: 'failed' }, canRetry: true });
    expect(JSON.stringify(failed)).not.toContain('as ordered');
    expect(await ofCalls(spoken)).toMatchObject([{ purpose: 'transcript', error: 'unauthorized', micros: 0 }]);
    model(null);
    expect((await admin.post(`/api/v1/media/${failed.id}/transcribe`)).status).toBe(202);
    expect((await becomes(spoken, 'done')).transcript?.text).toBe(spoken.said);
    expect(refusalOf(await admin.post(`/api/v1/media/${failed.id}/transcribe`)).code).toBe('transcript_not_failed');
  });

  test.each([['adv-voice-500-then-ok:1'], ['adv-voice-html200']])('%s: is asked again by itself', async name => {
    model(name);
    const spoken = await speaks(`The lamp flickers since ${name}`);
    await eventually(() => askedFor(spoken.said), 'the first call', { until: calls => calls > 0 });
    if (name === 'adv-voice-html200') model(null);
    expect((await becomes(spoken, 'done')).transcript?.text).toBe(spoken.said);
    expect(askedFor(spoken.said)).toBe(2);
    model(null);
  });

  test('costs no more than the policy allows', async () => {
    await setPolicy(admin, { ...ON, caps: { microsPerConversation: 299 } });
    const spoken = await speaks('This costs one unit too much');
    const { id, transcript } = await becomes(spoken, 'none');
    expect([transcript, askedFor(spoken.said)]).toMatchObject([{ reason: { code: 'over_budget' }, canRetry: true }, 0]);
    await setPolicy(admin, { ...ON, caps: { microsPerConversation: 300 } });
    await admin.post(`/api/v1/media/${id}/transcribe`);
    await becomes(spoken, 'done');
    await setPolicy(admin, ON);
  });

  test('what is written down is not paid for again, whoever begins it again', async () => {
    const spoken = await speaks('Once is quite enough for me');
    const { id: mediaId } = await becomes(spoken, 'done');
    await stack.db.admin.query(
      'DELETE FROM message_term WHERE message_id = (SELECT message_id FROM media WHERE id = $1)',
      [mediaId],
    );
    await stack.client.workflow.execute(TRANSCRIPT_WORKFLOW, {
      workflowId: `again/${mediaId}`,
      taskQueue: stack.taskQueue,
      args: [{ tenantId: stack.tenants[0]!.id, mediaId, round: 1 }],
    });
    expect(askedFor(spoken.said)).toBe(1);
    // As after a worker that died in between: what was written down is found in the end.
    expect(await isFound('quite')).toHaveLength(1);
  });
});

describe('what is erased', () => {
  const erase = ({ id }: Spoken) =>
    stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
      deleteContentBefore(unit, id, Date.now() + 1_000, Date.now()),
    );
  const kept = async ({ id }: Spoken) =>
    (
      await stack.db.admin.query<{ texts: number; terms: number }>(
        `SELECT
           (SELECT count(*)::int FROM media WHERE conversation_id = $1 AND transcript IS NOT NULL) AS texts,
           (SELECT count(*)::int FROM message_term t JOIN message m ON m.id = t.message_id WHERE m.conversation_id = $1) AS terms`,
        [id],
      )
    ).rows[0];

  test('takes the transcript with it, and what finds it', async () => {
    const spoken = await speaks('A pelican sat on my handlebar');
    await becomes(spoken, 'done');
    await isFound('pelican');
    await erase(spoken);
    expect([await kept(spoken), await found('pelican')]).toEqual([{ texts: 0, terms: 0 }, []]);
  });

  test('while the model listens leaves nothing of what it hears', async () => {
    const spoken = await whileAsked(
      stack,
      () => speaks('A flamingo sat beside the pelican'),
      async begun => void (await erase(begun)),
      'flamingo',
    );
    await eventually(() => ofCalls(spoken), 'the call to end', { until: calls => calls[0]?.state === 'done' });
    const {
      rows: [row],
    } = await stack.db.admin.query<{ id: string }>(
      "SELECT id FROM message WHERE conversation_id = $1 AND kind = 'audio'",
      [spoken.id],
    );
    expect(row).toBeDefined();
    expect([await kept(spoken), await found('flamingo')]).toEqual([{ texts: 0, terms: 0 }, []]);
  });
});
