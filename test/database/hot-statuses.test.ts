/**
 * The same random statuses for two tenants: one handles them as the webhook does (hot path, then the general path for
 * the rest), the other by the general path alone. What is stored, shown and published must be the same.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { InboundStatus } from '../../domain/whatsapp/inbound.ts';
import { storeItems } from '../../store/inbound/ingest.ts';
import { newId } from '../../store/db/ids.ts';
import { newContact, writes } from '../support/ai.ts';
import { countRows, ingestorAt } from '../support/hot-path.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** How far the attempt of each message has come; of the second one WhatsApp has not answered yet. */
const ATTEMPTS = ['ACCEPTED', 'IN_FLIGHT', 'UNKNOWN', 'REJECTED', 'ACCEPTED'] as const;
const SHOWN = { ACCEPTED: 'accepted', IN_FLIGHT: 'sending', UNKNOWN: 'unknown', REJECTED: 'failed' } as const;
const AT = Date.UTC(2026, 0, 5);

/** `of` one beyond the attempts is a message that nobody knows. A status that comes again is the same in everything. */
const status = fc.record({
  of: fc.nat(ATTEMPTS.length),
  status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'warning'),
  recipient: fc.constantFrom('a', 'b'),
});
type Drawn = typeof status extends fc.Arbitrary<infer T> ? T : never;

let stack: Stack;
let run = 0;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

interface Sent {
  readonly wamid: string;
  readonly attemptId: string;
}

/** A message for each kind of attempt, in a conversation of a tenant's. */
async function send(tenant: number): Promise<Sent[]> {
  const { id: tenantId } = stack.tenants[tenant]!;
  const conversationId = await writes(stack, newContact(), 'hello', tenant);
  const {
    rows: [number],
  } = await stack.db.admin.query<{ id: string }>('SELECT id FROM business_number WHERE tenant_id = $1', [tenantId]);
  return Promise.all(
    ATTEMPTS.map(async (state, index) => {
      const [messageId, attemptId, wamid] = [newId(), newId(), `wamid.${run}.${index}`];
      const known = state === 'ACCEPTED' ? wamid : null;
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
            wamid,
            status,
            at,
            received_at
          )
          VALUES ($1, $2, $3, $4, 'outbound', 'text', '{}', $5, $6, $7, $7)`,
        [messageId, tenantId, conversationId, number!.id, known, SHOWN[state], new Date(AT)],
      );
      await stack.db.admin.query(
        `
          INSERT INTO send_attempt (
            id,
            tenant_id,
            conversation_id,
            message_id,
            number,
            state,
            wamid,
            prepared_at,
            in_flight_at
          )
          VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $7)`,
        [attemptId, tenantId, conversationId, messageId, state, known, new Date(AT)],
      );
      return { wamid, attemptId };
    }),
  );
}

const itemOf = (tenant: number, sent: readonly Sent[], drawn: Drawn): InboundStatus => ({
  item: 'status',
  phoneNumberId: stack.tenants[tenant]!.phoneNumberId,
  wamid: sent[drawn.of]?.wamid ?? `wamid.${run}.unknown`,
  status: drawn.status,
  recipient: drawn.recipient,
  attemptId: (drawn.of + drawn.status.length + run) % 3 === 0 ? null : (sent[drawn.of]?.attemptId ?? null),
  at: AT + drawn.status.length * 1_000,
  detail: drawn.status === 'failed' ? { errors: [{ code: 131_026, title: 'Undeliverable' }] } : null,
  raw: {},
});

/** What is stored of it, by wamid and attempt. */
async function contentOf(sent: readonly Sent[]): Promise<unknown> {
  const ids = sent.map(each => each.attemptId);
  const [messages, statuses, events] = await Promise.all([
    stack.db.admin.query(
      `
        SELECT m.status, m.wamid, m.error_code, m.error_text, a.state, a.error_code AS attempt_error
        FROM send_attempt a JOIN message m ON m.id = a.message_id
        WHERE a.id = ANY($1::uuid[])
        ORDER BY array_position($1::uuid[], a.id)`,
      [ids],
    ),
    stack.db.admin.query(
      `
        SELECT
          s.wamid,
          s.status,
          s.recipient,
          s.at,
          s.detail,
          array_position($1::uuid[], s.attempt_id) AS attempt
        FROM message_status s
        WHERE s.tenant_id = (SELECT tenant_id FROM send_attempt WHERE id = ($1::uuid[]) [1])
          AND s.wamid LIKE $2
        ORDER BY 1, 2, 3`,
      [ids, `wamid.${run}.%`],
    ),
    stack.db.admin.query(
      `
        SELECT e.type, e.data ->> 'outcome' AS outcome, e.data ->> 'code' AS code
        FROM conversation_event e
        WHERE e.conversation_id = (SELECT conversation_id FROM send_attempt WHERE id = ($1::uuid[]) [1])
        ORDER BY e.seq`,
      [ids],
    ),
  ]);
  return JSON.parse(JSON.stringify([messages.rows, statuses.rows, events.rows]));
}

test('what the hot path makes of statuses is what the general path makes of them', async () => {
  const { database } = stack.db;
  let all = 0;
  const hot = countRows(database, 'hot_statuses');
  const failures: string[] = [];
  const ingestor = ingestorAt(stack, () => AT, failures);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(status, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      async batches => {
        run++;
        const sent = [await send(0), await send(1)];
        for (const batch of batches) {
          const [mine, theirs] = [0, 1].map(tenant => batch.map(each => itemOf(tenant, sent[tenant]!, each)));
          const counts = await ingestor.ingest(mine!);
          const outcomes = await database.withTenant(stack.tenants[1]!.id, unit => storeItems(unit, theirs!, AT));
          expect([counts.stored, counts.duplicate, counts.unmatched]).toEqual(
            ['stored', 'duplicate', 'unmatched'].map(kind => outcomes.filter(outcome => outcome === kind).length),
          );
          all += batch.length;
        }
        expect(await contentOf(sent[0]!)).toEqual(await contentOf(sent[1]!));
      },
    ),
    { numRuns: size({ quick: 60, full: 600 }), endOnFailure: true },
  );
  hot.stop();
  expect(hot.rows()).toBeGreaterThan(all / 5);
  expect(failures).toEqual([]);
});
