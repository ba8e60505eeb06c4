/** Reactions, edits, deletions and notices: they are noted in the conversation they belong to, and start nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import {
  ending,
  events,
  hears,
  newContact,
  publishArticle,
  setPolicy,
  told,
  whileAsked,
  writes,
} from '../support/ai.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { CLOSERS, QUESTIONS } from '../support/closing-words.ts';
import { inParallel } from '../support/in-parallel.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody } from '../support/webhook.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';
import { conversationPath as path } from '../support/paths.ts';

const casesOf = (file: string): Record<string, WebhookBody> =>
  (JSON.parse(readFileSync(join(root, 'test/fixtures/cases', file), 'utf8')) as { bodies: Record<string, WebhookBody> })
    .bodies;
/** The message of a body. */
const messageOf = (body: WebhookBody | undefined) => structuredClone(body!.entry[0]!.changes[0]!.value.messages![0]!);

const QUESTION = 'Within how many days can I return a bicycle?';
let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0 }, {}] });
  admin = await stack.admin();
  await publishArticle(admin, 'Returns', 'You can return a bicycle within 30 days.');
  await publishArticle(admin, 'Test rides', 'A test ride takes 20 minutes.');
});
afterAll(() => stack.close());

/** Once WhatsApp has taken it, where it is ours. */
const lastWamid = (id: string, direction: string): Promise<string> =>
  eventually(
    async () =>
      (
        await stack.db.admin.query<{ wamid: string }>(
          `
            SELECT wamid
            FROM message
            WHERE conversation_id = $1 AND direction = $2 AND wamid IS NOT NULL
            ORDER BY received_at DESC
            LIMIT 1`,
          [id, direction],
        )
      ).rows[0]?.wamid ?? null,
    'the message’s id at WhatsApp',
  );
const conversationsOf = async (from: string): Promise<number> =>
  (
    await stack.db.admin.query(
      'SELECT 1 FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1',
      [from],
    )
  ).rowCount ?? 0;

/** Sends a message of WhatsApp's, of this contact, about this earlier one. */
async function sends(from: string, message: object, about: string) {
  const aimed = JSON.parse(
    JSON.stringify({
      ...message,
      from,
      id: `wamid.happening.${++serial}`,
      timestamp: String(Math.floor(Date.now() / 1000)),
    }).replaceAll(/<[^>]*wamid[^>]*>/g, about),
  ) as object;
  const answer = await postWebhook(
    stack.baseUrl,
    messagesBody(stack.tenants[0]!.phoneNumberId, {
      contacts: [{ profile: { name: 'T' }, wa_id: from }],
      messages: [aimed],
    }),
  );
  expect(answer.status).toBe(200);
  return answer.body;
}

describe('reaction-edit-revoke-system-reopen-closed.json', () => {
  const bodies = casesOf('reaction-edit-revoke-system-reopen-closed.json');

  test.each(Object.keys(bodies))('%s: a closed conversation stays closed, and has it noted', async name => {
    const from = newContact();
    const id = await writes(stack, from, 'Hello');
    expect((await admin.post(path(id, '/close'), {})).status).toBe(200);
    const before = (await admin.get(path(id))).body;
    expect(await sends(from, messageOf(bodies[name]), await lastWamid(id, 'inbound'))).toMatchObject({
      stored: 1,
      quarantined: 0,
    });
    const now = (await admin.get(path(id))).body;
    expect([now.state, now.unread, now.sla]).toEqual(['closed', before.unread, before.sla]);
    expect(await conversationsOf(name === 'number_change' ? '491300000055' : from)).toBe(1);
    expect((await events(stack, id)).slice(-1)).toMatchObject([{ type: 'message_noted' }]);
    const { items } = (await admin.get(path(id, '/messages'))).body;
    expect(items).toHaveLength(2);
    const about = items.find(item => item.words === 'Hello' && item.type === 'text');
    if (['reaction', 'taken_back', 'edit', 'revoke'].includes(name))
      expect(about!.happenings).toMatchObject([
        {
          kind: name === 'taken_back' ? 'reaction' : name,
          words: name === 'reaction' ? '👍' : name === 'edit' ? 'x' : null,
        },
      ]);
  });

  test.each(Object.keys(bodies))('%s: nothing begins with one of an unknown number', async name => {
    const from = newContact();
    expect(await sends(from, messageOf(bodies[name]), 'wamid.nowhere')).toMatchObject({
      stored: 0,
      unmatched: 1,
      quarantined: 0,
    });
    const { rows } = await stack.db.admin.query('SELECT 1 FROM contact_identity WHERE value = $1', [from]);
    expect(rows).toEqual([]);
  });

  test('on an open conversation no clock starts, nothing is unread, and nobody is offered it; the window stays open for longer', async () => {
    const [queue] = (await admin.get('/api/v1/queues')).body.items;
    expect(
      (
        await admin.put(`/api/v1/queues/${queue!.id}`, {
          version: queue!.version,
          sla: [
            {
              minPriority: 0,
              firstResponseMs: 3_600_000,
              nextResponseMs: 3_600_000,
              resolutionMs: null,
              warnBeforeMs: 0,
            },
          ],
        })
      ).body.code,
    ).toBeUndefined();
    const from = newContact();
    const id = await writes(stack, from, 'Hello');
    const agent = stack.tenants[0]!.users.find(user => user.role === 'AGENT')!;
    expect((await admin.post(path(id, '/assign'), { agentId: agent.id })).status).toBe(200);
    expect((await admin.post(path(id, '/messages'), { text: { body: 'Hi!' } })).status).toBe(202);
    const before = (await admin.get(path(id))).body;
    await sends(from, messageOf(bodies['reaction']), await lastWamid(id, 'inbound'));
    const now = (await admin.get(path(id))).body;
    expect([now.state, now.unread, now.sla, now.lastMessage]).toEqual([
      'active',
      before.unread,
      before.sla,
      before.lastMessage,
    ]);
    expect(now.sla.filter(clock => clock.target === 'next_response')).toEqual([]);
    expect(Date.parse(now.window.expiresAt!)).toBeGreaterThanOrEqual(Date.parse(before.window.expiresAt!));
    await expectStatesEqual(stack);
  });
});

describe('ai-reaction-thanks-sticker-edit-hand-over.json', () => {
  const bodies = casesOf('ai-reaction-thanks-sticker-edit-hand-over.json');
  beforeAll(async () => void (await setPolicy(admin, { mode: 'answer', disclosure: null })));

  async function answered(from: string): Promise<string> {
    const id = await writes(stack, from, QUESTION);
    expect(await ending(stack, id)).toBe('answered');
    await hears(stack, from, 1);
    return id;
  }

  test.each(['reaction', 'thanks', 'emoji', 'sticker'])(
    '%s after a right answer: the AI stays, and says a kind word at most',
    async name => {
      const from = newContact();
      const id = await answered(from);
      await sends(from, messageOf(bodies[name]), await lastWamid(id, 'outbound'));
      if (name !== 'reaction') expect(await ending(stack, id, 2)).toBe('nothing');
      const said = await hears(stack, from, name === 'thanks' ? 2 : 1);
      if (name === 'thanks') expect(said[1]).toBe('You’re welcome!');
      expect((await admin.get(path(id))).body).toMatchObject({ state: 'bot', ai: { handedOver: false } });
      // What comes next is answered.
      await writes(stack, from, 'How long is a test ride?');
      expect(await ending(stack, id, name === 'reaction' ? 2 : 3)).toBe('answered');
    },
  );

  test('thanks are answered once, and not at all where the policy says so', async () => {
    const from = newContact();
    const id = await answered(from);
    for (const turn of [2, 3]) {
      await sends(from, messageOf(bodies['thanks']), '');
      expect(await ending(stack, id, turn)).toBe('nothing');
    }
    expect(await hears(stack, from, 2)).toHaveLength(2);
    await setPolicy(admin, { mode: 'answer', disclosure: null, courtesy: false });
    const other = newContact();
    const quiet = await answered(other);
    await sends(other, messageOf(bodies['thanks']), '');
    expect(await ending(stack, quiet, 2)).toBe('nothing');
    expect(told(stack, other)).toHaveLength(1);
    await setPolicy(admin, { mode: 'answer', disclosure: null });
  });

  test('closing words of many languages after a right answer: no hand-over, nobody waits; a question as short is none of them', async () => {
    const chance = random('closing words');
    const [closers, questions] = [
      chance.shuffled(CLOSERS).slice(0, size({ quick: 12, full: CLOSERS.length })),
      chance.shuffled(QUESTIONS).slice(0, size({ quick: 8, full: QUESTIONS.length })),
    ];
    const outcomes: string[] = [];
    await inParallel(
      [...closers.map(text => ({ text, closes: true })), ...questions.map(text => ({ text, closes: false }))],
      4,
      async ({ text, closes }) => {
        const from = newContact();
        const id = await answered(from);
        await writes(stack, from, text);
        const end = await ending(stack, id, 2);
        const { state } = (await admin.get(path(id))).body;
        if (closes ? end !== 'nothing' || state !== 'bot' : end === 'nothing')
          outcomes.push(`${text}: ${end}, ${state}`);
        if (closes)
          expect(
            (await events(stack, id)).filter(event => event.type === 'enqueued' || event.type === 'handed_over'),
          ).toEqual([]);
      },
    );
    expect(outcomes).toEqual([]);
  });

  test('a tap, and “yes” to what a person asked, are answers: people see to them; a greeting is greeted', async () => {
    await setPolicy(admin, { mode: 'answer', disclosure: null, greeting: 'Hello there!' });
    const taps = [
      { type: 'button', button: { text: 'Yes', payload: 'yes' } },
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'perfect', title: 'OK' } } },
    ];
    const ends: string[] = [];
    await inParallel(taps, 2, async tap => {
      const from = newContact();
      const id = await answered(from);
      await sends(from, tap, '');
      ends.push(await ending(stack, id, 2));
    });
    expect(ends).toEqual(['abstained', 'abstained']);
    // The last thing said answers a question; then a template asks something.
    const from = newContact();
    const id = await answered(from);
    await writes(stack, from, 'Yes');
    expect(await ending(stack, id, 2)).toBe('nothing');
    await stack.db.admin.query(
      `
        INSERT INTO message (
          id,
          tenant_id,
          conversation_id,
          number_id,
          direction,
          kind,
          content,
          status,
          at,
          received_at
        )
        SELECT
          gen_random_uuid(),
          tenant_id,
          conversation_id,
          number_id,
          'outbound',
          'template',
          '{"body":{"text":"Please reply YES to confirm your appointment."}}',
          'delivered',
          now(),
          now()
        FROM message
        WHERE conversation_id = $1
        LIMIT 1`,
      [id],
    );
    await writes(stack, from, 'Yes');
    expect(await ending(stack, id, 3)).toBe('abstained');
    const greeter = newContact();
    await writes(stack, greeter, 'Ciao');
    expect(await hears(stack, greeter, 1)).toEqual(['Hello there!']);
    await setPolicy(admin, { mode: 'answer', disclosure: null });
  });

  test('edit: the corrected question is answered, and the first answer is not sent', async () => {
    const from = newContact();
    const id = await whileAsked(
      stack,
      () => writes(stack, from, QUESTION),
      async begun => sends(from, messageOf(bodies['edit']), await lastWamid(begun, 'inbound')),
      'return a bicycle',
    );
    expect(await ending(stack, id, 2)).toBe('answered');
    expect(await hears(stack, from, 1)).toEqual(['A test ride takes 20 minutes.']);
  });

  test('an edit of what was answered is noted, and that is all', async () => {
    const from = newContact();
    const id = await answered(from);
    await sends(from, messageOf(bodies['edit']), await lastWamid(id, 'inbound'));
    await writes(stack, from, 'How many minutes does one test ride of yours take on an ordinary day?');
    expect(await ending(stack, id, 2)).not.toBe('nothing');
    expect((await events(stack, id)).filter(event => event.type === 'turn_planned')).toHaveLength(2);
  });

  test('revoke: nothing is answered, and the AI stays', async () => {
    const from = newContact();
    const id = await whileAsked(
      stack,
      () => writes(stack, from, QUESTION),
      async begun => sends(from, messageOf(bodies['revoke']), await lastWamid(begun, 'inbound')),
      'return a bicycle',
    );
    expect(await ending(stack, id, 2)).toBe('nothing');
    expect(told(stack, from)).toEqual([]);
    expect((await admin.get(path(id))).body.state).toBe('bot');
    await expectStatesEqual(stack);
  });

  test('a contact card asks nothing; a picture without words is for people', async () => {
    const [card, picture] = [newContact(), newContact()];
    const withCard = await answered(card);
    await sends(
      card,
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Zoe Z' }, phones: [{ phone: '+49 1' }] }] },
      '',
    );
    expect(await ending(stack, withCard, 2)).toBe('nothing');
    const withPicture = await answered(picture);
    await sends(picture, { type: 'image', image: { id: '1', mime_type: 'image/png', sha256: 'x' } }, '');
    expect(await ending(stack, withPicture, 2)).toBe('unreadable');
  });
});
