import { expect } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { HttpClient } from './http-client.ts';
import type { Stack } from './stack.ts';
import { postWebhook, textBody } from './webhook.ts';

/**
 * Turns start at once, unless a test is about gathering, and have a deadline that even a slow machine does not reach.
 */
export const QUICK = { quietMs: 0, capMs: 2_000, deadlineMs: 600_000 };

/** Stores the tenant's next AI policy, with `QUICK` gathering unless the policy has its own. @returns its version. */
export async function setPolicy(admin: HttpClient, policy: object): Promise<number> {
  const [newest] = (await admin.get('/api/v1/ai/policies')).body.items;
  const answer = await admin.put('/api/v1/ai/policies', {
    version: newest?.version ?? 0,
    policy: { gather: QUICK, ...policy },
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body.version;
}

/** Creates and publishes an article. @returns its id. */
export async function publishArticle(
  admin: HttpClient,
  title: string,
  body: string,
  more: object = {},
): Promise<string> {
  const { body: made, status } = await admin.post('/api/v1/knowledge/documents', {
    title,
    body,
    language: 'en',
    ...more,
  });
  expect([status, made.code]).toEqual([201, undefined]);
  expect((await admin.post(`/api/v1/knowledge/documents/${made.id}/publish`, { version: 1 })).body).toEqual({
    state: 'published',
  });
  return made.id;
}

let serial = 0;
/** A phone number that no other contact of the test file has. */
export const newContact = (): string => `49860${String(++serial).padStart(6, '0')}`;

/** Delivers a text message from a contact by webhook. @returns the id of its open conversation. */
export async function writes(stack: Stack, from: string, text: string, tenant = 0, more: object = {}): Promise<string> {
  const { phoneNumberId, id: tenantId } = stack.tenants[tenant]!;
  const { status, body } = await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from, text, ...more }));
  expect([status, body.stored]).toEqual([200, 1]);
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string }>(
    `
      SELECT c.id
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
      WHERE i.value = $1 AND c.tenant_id = $2 AND c.phase <> 'closed'
      ORDER BY c.opened_at DESC
      LIMIT 1`,
    [from, tenantId],
  );
  return row!.id;
}

/** The texts that have been sent to the contact so far, oldest first. */
export function told(stack: Stack, from: string): string[] {
  return stack.simulator.state.ledger
    .filter(entry => entry.to === from)
    .map(entry => {
      const body = entry.body as { text?: { body: string }; interactive?: { body: { text: string } } };
      return body.text?.body ?? body.interactive?.body.text ?? '';
    });
}

/** Waits until the contact has been sent exactly `times` messages, and returns their texts. */
export const hears = (stack: Stack, from: string, times = 1): Promise<string[]> =>
  eventually(() => told(stack, from), 'what the contact is told', { until: seen => seen.length === times });

/**
 * Does something that makes the AI call its model, and something else before the model answers.
 * @param begin causes a call of the model.
 * @param meanwhile runs while that call is held.
 * @param about part of that call's prompt; other calls are answered in the meantime.
 * @returns what `begin` returned.
 */
export async function whileAsked<T>(
  stack: Stack,
  begin: () => Promise<T>,
  meanwhile: (begun: T) => Promise<unknown>,
  about = '',
): Promise<T> {
  const held = stack.simulator.modelGate.hold(prompt => prompt.includes(about));
  let isAsked = false;
  void held.arrived.then(() => (isAsked = true));
  try {
    const begun = await begin();
    await eventually(() => isAsked, 'the model to be asked');
    await meanwhile(begun);
    return begun;
  } finally {
    held.letGo();
  }
}

/** An event of a conversation, with the fields of its data that tests read. */
export interface LoggedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly number?: number;
    readonly outcome?: string;
    readonly reason?: string;
    readonly since?: number;
    readonly dueAt?: number;
    readonly deadlineAt?: number;
    readonly enqueuedAt?: number;
    readonly stepAt?: number;
  };
  readonly at: Date;
}

export const events = async (stack: Stack, conversationId: string): Promise<LoggedEvent[]> =>
  (
    await stack.db.admin.query<LoggedEvent>(
      'SELECT type, data, at FROM conversation_event WHERE conversation_id = $1 ORDER BY seq',
      [conversationId],
    )
  ).rows;

/**
 * Waits for the end of the AI's last turn, or of turn `number`.
 * @returns its outcome or, when it handed over, the reason.
 */
export async function ending(stack: Stack, conversationId: string, number?: number): Promise<string> {
  return eventually(async () => {
    const log = await events(stack, conversationId);
    const end = log.findLast(
      event => event.type === 'turn_ended' && (number === undefined || event.data.number === number),
    );
    if (end === undefined) return null;
    return end.data.outcome === 'handed_over'
      ? (log.find(event => event.type === 'handed_over')?.data.reason ?? null)
      : (end.data.outcome ?? null);
  }, 'the end of the turn');
}
