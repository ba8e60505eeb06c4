import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Gate } from '../../simulator/gate.ts';
import { matchQueue } from '../../store/acd/matcher.ts';
import type { Database, TenantUnit } from '../../store/db/database.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { random } from '../support/random.ts';
import { atTheConversation, atTheRow, holdRow } from '../support/row-lock.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

/** Meetings at one row, each in both orders: who is first is arranged, so a few find what hundreds by chance did. */
const MEETINGS = size({ quick: 10, full: 100 });
/**
 * Offers that 32 callers fight for, beyond the arranged meetings: five rounds of twelve show what nobody thought of
 * arranging.
 */
const CONTESTED = size({ quick: 60, full: 300 });
/** An agent who becomes free just as somebody begins to wait. */
const FREEINGS = size({ quick: 25, full: 100 });

let stack: Stack;
beforeAll(async () => {
  stack = await createStack({
    temporal: 'none',
    poolSize: 20,
    tenants: [
      { maxPerAgent: 100, wrapUpMs: 0 },
      { maxPerAgent: 7, excludeMs: 0, missLimit: 100, acceptTimeoutMs: 3_600_000, wrapUpMs: 0 },
    ],
  });
});
afterAll(() => stack.close());

const deadlocks = async (): Promise<number> =>
  Number(
    (
      await stack.db.admin.query<{ deadlocks: string }>(
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      )
    ).rows[0]!.deadlocks,
  );

describe('two at once', () => {
  test('50 copies of 20 bodies: each message once, one conversation per contact, nothing but 200', async () => {
    const { phoneNumberId } = stack.tenants[0]!;
    // Ten first messages of five contacts (two each), ten of contacts of their own.
    const bodies = Array.from({ length: 20 }, (_, index) =>
      textBody({
        phoneNumberId,
        from: index < 10 ? `49100${index % 5}` : `49200${index}`,
        wamid: `wamid.copy.${index}`,
      }),
    );
    const posts = random('copies').shuffled(Array.from({ length: 50 }, () => bodies).flat());
    const answers = await Promise.all(posts.map(each => postWebhook(stack.baseUrl, each)));
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]));
    expect(answers.reduce((sum, answer) => sum + answer.body.stored, 0)).toBe(20);
    expect(answers.reduce((sum, answer) => sum + answer.body.duplicate, 0)).toBe(980);
    const {
      rows: [count],
    } = await stack.db.admin.query<Record<'messages' | 'conversations' | 'contacts', number>>(
      `
        SELECT
          (SELECT count(*)::int FROM message WHERE wamid LIKE 'wamid.copy.%') AS messages,
          (
            SELECT count(DISTINCT conversation_id)::int
            FROM message
            WHERE wamid LIKE 'wamid.copy.%'
          ) AS conversations,
          (SELECT count(*)::int FROM contact) AS contacts`,
    );
    expect(count).toEqual({ messages: 20, conversations: 15, contacts: 15 });
  });

  test.each(['close', 'reopen'] as const)(
    'a message at the same moment as %s, either first: never two open conversations, never a lost message',
    async what => {
      const { phoneNumberId, id: tenantId } = stack.tenants[0]!;
      const from = what === 'close' ? '49300' : '49301';
      const admin = await stack.admin();
      await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }));
      let posted = 1;
      const current = async () =>
        (
          await stack.db.admin.query<{ id: string; phase: string }>(
            `
              SELECT c.id, c.phase
              FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
              WHERE i.value = $1 AND c.tenant_id = $2
              ORDER BY (c.phase <> 'closed') DESC, c.closed_at DESC
              LIMIT 1`,
            [from, tenantId],
          )
        ).rows[0]!;
      for (let round = 0; round < 2 * MEETINGS; round++) {
        const { id, phase } = await current();
        if (what === 'close' && phase === 'closed') await admin.post(`/api/v1/conversations/${id}/reopen`);
        if (what === 'reopen' && phase !== 'closed') await admin.post(`/api/v1/conversations/${id}/close`);
        const change = (): Promise<Answer<ProblemFields>> => admin.post(`/api/v1/conversations/${id}/${what}`);
        const write = (): Promise<Answer<ProblemFields>> =>
          postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }));
        const [action, message] =
          round % 2 === 0
            ? await atTheConversation(stack.db.adminUrl, id, change, write)
            : ((await atTheConversation(stack.db.adminUrl, id, write, change)).reverse() as [
                Answer<ProblemFields>,
                Answer<ProblemFields>,
              ]);
        posted += 1;
        expect(message.body).toMatchObject({ stored: 1 });
        // Where the message is first it has reopened the conversation; it never closes one.
        expect([action.status, action.body.code]).toEqual(
          what === 'reopen' && round % 2 === 1 ? [409, 'conversation_not_closed'] : [200, undefined],
        );
      }
      const {
        rows: [totals],
      } = await stack.db.admin.query<{ messages: number; open: number }>(
        `
          SELECT
            count(*)::int AS messages,
            count(DISTINCT c.id) FILTER (
              WHERE c.phase IN ('queued', 'offered', 'active', 'wrapping')
            )::int AS open
          FROM message m
            JOIN conversation c ON c.id = m.conversation_id
            JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE i.value = $1 AND m.direction = 'inbound'`,
        [from],
      );
      expect(totals!.messages).toBe(posted);
      expect(totals!.open).toBeLessThanOrEqual(1);
    },
  );

  /** What can end an offer, how it answers where it is first, and what becomes of the offer then. */
  const ENDS: Readonly<Record<string, { readonly state: string; readonly end: (offer: Offer) => Promise<number> }>> = {
    accept: {
      state: 'accepted',
      end: async offer => (await (await agentOf(offer)).post(`/api/v1/offers/${offer.id}/accept`)).status,
    },
    reject: {
      state: 'rejected',
      end: async offer => (await (await agentOf(offer)).post(`/api/v1/offers/${offer.id}/reject`)).status,
    },
    expire: { state: 'expired', end: expire },
    transfer: {
      state: 'rescinded',
      end: async offer => (await changed(offer, 'transfer', { queueId: stack.tenants[1]!.queues[1]!.id })).status,
    },
    assign: {
      state: 'rescinded',
      end: async offer =>
        (await changed(offer, 'transfer', { agentId: agentIds().find(id => id !== offer.agent_id) })).status,
    },
    close: { state: 'rescinded', end: async offer => (await changed(offer, 'close')).status },
  };

  test('each two of accept, reject, expire, transfer, assign and close at one offer, in either order: the first decides, the second finds it decided', async () => {
    await everybody('online');
    const pairs = random('pairs').shuffled(
      Object.keys(ENDS).flatMap(first => Object.keys(ENDS).map(second => [first, second] as const)),
    );
    for (const [index, [first, second]] of pairs.entries()) {
      const [offer] = await offers(1, `498${index}`);
      const [one, two] = await atTheConversation(
        stack.db.adminUrl,
        offer!.conversation_id,
        () => ENDS[first]!.end(offer!),
        () => ENDS[second]!.end(offer!),
      );
      const {
        rows: [after],
      } = await stack.db.admin.query<{ state: string }>('SELECT state FROM offer WHERE id = $1', [offer!.id]);
      expect([first, second, one, after!.state]).toEqual([first, second, 200, ENDS[first]!.state]);
      // Only the offer itself is over: what changes the conversation still can, unless it is closed, or that is how it
      // is already.
      if (second === 'accept' || second === 'reject') expect([first, second, two]).toEqual([first, second, 409]);
      else if (first !== 'close')
        expect([first, second, two]).toEqual([first, second, first === second && second === 'assign' ? 409 : 200]);
      await inOrder();
      await closeAll();
    }
  });

  test('one conversation offered to three: each two of them accept it, the first has it', async () => {
    await everybody('online', 3);
    for (const [first, second] of [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 1],
    ] as const) {
      const three = await offers(3, `4956${first}${second}`);
      expect(new Set(three.map(offer => offer.conversation_id)).size).toBe(1);
      const [one, two] = await atTheConversation(
        stack.db.adminUrl,
        three[0]!.conversation_id,
        () => ENDS['accept']!.end(three[first]!),
        () => ENDS['accept']!.end(three[second]!),
      );
      expect([one, two]).toEqual([200, 409]);
      expect(
        (await stack.db.admin.query('SELECT agent_id FROM conversation WHERE id = $1', [three[0]!.conversation_id]))
          .rows,
      ).toEqual([{ agent_id: three[first]!.agent_id }]);
      await inOrder();
      await closeAll();
    }
    await everybody('online', 1);
  });

  test('an agent with room for one more accepts two at once: one of them', async () => {
    const admin = await stack.admin(1);
    await everybody('online', 3);
    for (let round = 0; round < 2; round++) {
      const six = [...(await offers(3, `4957${round}0`)), ...(await offers(6, `4957${round}1`))];
      const mine = [
        ...new Map(six.filter(offer => offer.agent_id === agentIds()[0]).map(offer => [offer.id, offer])).values(),
      ];
      expect(mine).toHaveLength(2);
      expect((await admin.put(`/api/v1/agents/${agentIds()[0]!}`, { max: 1 })).status).toBe(200);
      const [one, two] = await atTheRow(
        stack.db.adminUrl,
        'agent_state WHERE agent_id = $1',
        agentIds()[0]!,
        () => ENDS['accept']!.end(mine[0]!),
        () => ENDS['accept']!.end(mine[1]!),
      );
      expect([one, two]).toEqual([200, 409]);
      await inOrder();
      expect((await admin.put(`/api/v1/agents/${agentIds()[0]!}`, { max: 7 })).status).toBe(200);
      await closeAll();
    }
    await everybody('online', 1);
  });

  test.each([{ broadcast: 1 }, { broadcast: 3 }])(
    '32 callers accept, reject, expire, transfer and close the same offers, $broadcast at once: one winner each, capacity kept',
    async ({ broadcast }) => {
      await everybody('online', broadcast);
      const before = await deadlocks();
      const chance = random(`offers to ${broadcast}`);
      for (let seen = 0, round = 0; seen < CONTESTED; round++) {
        const contested = await offers(12, `494${broadcast}${round}00`, 12);
        seen += contested.length;
        // Offers made at once may each be refused, but only one of them accepted; one alone has one end.
        const outcomes = new Map<string, number>();
        const won = (key: string, yes: boolean): void =>
          void outcomes.set(key, (outcomes.get(key) ?? 0) + (yes ? 1 : 0));
        const calls = contested.flatMap(offer => {
          const accept = async (): Promise<void> => {
            const answer = await (await agentOf(offer)).post(`/api/v1/offers/${offer.id}/accept`);
            won(offer.id, answer.status === 200);
            if (broadcast > 1) won(`${offer.conversation_id} ${offer.offered_at.toISOString()}`, answer.status === 200);
            if (answer.status !== 200)
              expect([
                answer.status,
                ['offer_not_live', 'capacity_exceeded', 'conversation_closed'].includes(answer.body.code!),
              ]).toEqual([409, true]);
          };
          const move = chance.pick(['transfer', 'assign']);
          return [
            accept,
            accept,
            async () => won(offer.id, (await ENDS['reject']!.end(offer)) === 200),
            () => expire(offer),
            () => ENDS[move]!.end(offer),
            () => ENDS['close']!.end(offer),
          ];
        });
        await inParallel(chance.shuffled<() => Promise<unknown>>(calls), 32, call => call());
        for (const [, wins] of outcomes) expect(wins).toBeLessThanOrEqual(1);
        await inOrder();
        await closeAll();
      }
      // The accept of an offer and its expiry meet at one row lock: the callers see refusals, never deadlocks.
      expect((await deadlocks()) - before).toBe(0);
      await everybody('online', 1);
    },
  );

  test('an enqueue and an agent’s freeing at the same moment, whoever comes first: always matched, without a sweep', async () => {
    const tenant = stack.tenants[1]!;
    const agent: HttpClient = await stack.agent(0, 1);
    for (const index of [1, 2]) await (await stack.agent(index, 1)).put('/api/v1/me/presence', { presence: 'offline' });
    for (let round = 0; round < FREEINGS; round++) {
      await agent.put('/api/v1/me/presence', { presence: 'away' });
      await Promise.all([
        agent.put('/api/v1/me/presence', { presence: 'online' }),
        postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from: `4950${round}` })),
      ]);
      const offer = await eventually(
        async () => (await agent.get('/api/v1/offers')).body.items[0],
        `the match of round ${round}`,
      );
      await agent.post(`/api/v1/offers/${offer.id}/accept`);
      await agent.post(`/api/v1/conversations/${offer.conversationId}/close`);
    }
  });

  describe('an enqueue and an agent’s freeing, arranged:', () => {
    const QUEUED = 'a contact writes';
    const FREED = 'an agent comes online';
    let quiet: Stack;
    let agent: HttpClient;
    let queueId: string;
    let contacts = 0;
    let written = '';
    const steps = {
      [QUEUED]: () =>
        postWebhook(
          quiet.baseUrl,
          textBody({
            phoneNumberId: quiet.tenants[0]!.phoneNumberId,
            from: (written = `4996${String(++contacts).padStart(3, '0')}`),
          }),
        ),
      [FREED]: () => agent.put('/api/v1/me/presence', { presence: 'online' }),
    };
    const ORDERS = [
      [QUEUED, FREED],
      [FREED, QUEUED],
    ] as const;

    beforeAll(async () => {
      // Nothing is matched but when a test says so.
      quiet = await createStack({ temporal: 'none', tenants: [{ excludeMs: 0, missLimit: 100, wrapUpMs: 0 }] });
      await quiet.matcher.stop();
      agent = await quiet.agent(0);
      await steps[QUEUED]();
      ({ queue_id: queueId } = (
        await quiet.db.admin.query<{ queue_id: string }>('SELECT queue_id FROM conversation')
      ).rows[0]!);
      await closed();
    });
    afterAll(() => quiet.close());
    beforeEach(async () => {
      await agent.put('/api/v1/me/presence', { presence: 'away' });
      // Somebody asked already, so there is a row to meet at.
      await quiet.db.admin.query('INSERT INTO match_request VALUES ($1, $2, 1, now()) ON CONFLICT DO NOTHING', [
        quiet.tenants[0]!.id,
        queueId,
      ]);
    });
    async function closed(): Promise<void> {
      for (const { id } of (
        await quiet.db.admin.query<{ id: string }>("SELECT id FROM conversation WHERE phase <> 'closed'")
      ).rows)
        expect((await quiet.api().post(`/api/v1/conversations/${id}/close`)).status).toBe(200);
    }
    /** One pass of a matcher matches the two. */
    async function matched(): Promise<void> {
      expect(await quiet.matcher.pass()).toBe(1);
      const { items } = (await agent.get('/api/v1/offers')).body;
      expect(items).toHaveLength(1);
      expect((await quiet.api().get(`/api/v1/conversations/${items[0]!.conversationId}`)).body.contact.waId).toBe(
        written,
      );
      await closed();
    }

    test.each(ORDERS)('at the queue’s request %s, then %s', async (first, second) => {
      const answers = await atTheRow<Answer, Answer>(
        quiet.db.adminUrl,
        'match_request WHERE queue_id = $1',
        queueId,
        steps[first],
        steps[second],
      );
      expect(answers.map(answer => answer.status)).toEqual([200, 200]);
      await matched();
    });

    test.each(ORDERS)('%s, a matcher finds no pair, and before it takes the request away %s', async (first, second) => {
      const { database } = quiet.db;
      const seen = new Gate();
      const held = seen.hold();
      let hasLooked = false;
      void held.arrived.then(() => (hasLooked = true));
      // The matcher's last statement takes the request away: it waits to be let go.
      const slowly =
        (unit: TenantUnit): TenantUnit['write'] =>
        (statement, values) =>
          statement.name === 'match_request_clear'
            ? seen.pass('').then(() => unit.write(statement, values))
            : unit.write(statement, values);
      const slow = {
        withTenant: <T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>) =>
          database.withTenant(tenantId, unit => work({ ...unit, write: slowly(unit) })),
      };
      expect((await steps[first]()).status).toBe(200);
      const matching = matchQueue(slow as unknown as Database, quiet.tenants[0]!.id, queueId, Date.now());
      try {
        await eventually(() => hasLooked, 'the matcher, which has seen no pair');
        const meeting = steps[second]();
        await eventually(
          async () =>
            (
              await quiet.db.admin.query(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
              )
            ).rowCount,
          `${second}, who waits for the request`,
          { until: count => count === 1 },
        );
        held.letGo();
        expect([await matching, (await meeting).status]).toEqual([0, 200]);
      } finally {
        held.letGo();
        await matching;
      }
      await matched();
    });
  });

  test('a matcher that meets another at the request leaves the queue to it', async () => {
    const tenant = stack.tenants[1]!;
    const queueId = tenant.queues[1]!.id;
    await stack.db.admin.query(
      `
        INSERT INTO match_request
        VALUES ($1, $2, 1, now())
        ON CONFLICT (tenant_id, queue_id) DO UPDATE
        SET generation = match_request.generation + 1`,
      [tenant.id, queueId],
    );
    const other = await holdRow(stack.db.adminUrl, 'match_request WHERE queue_id = $1', queueId);
    expect(await matchQueue(stack.db.database, tenant.id, queueId, Date.now())).toBeNull();
    await other.letGo();
  });
});

interface Offer {
  readonly id: string;
  readonly agent_id: string;
  readonly conversation_id: string;
  readonly offered_at: Date;
  readonly expires_at: Date;
}

const agentIds = (): string[] => stack.tenants[1]!.users.filter(user => user.role === 'AGENT').map(user => user.id);
const loggedIn = new Map<string, Promise<HttpClient>>();
/** The one an offer was made to, logged in. */
function agentOf({ agent_id: id }: Pick<Offer, 'agent_id'>): Promise<HttpClient> {
  const client = loggedIn.get(id) ?? stack.agent(agentIds().indexOf(id), 1);
  loggedIn.set(id, client);
  return client;
}

const changed = ({ conversation_id: id }: Offer, change: string, body?: object): Promise<Answer> =>
  stack.api(1).post(`/api/v1/conversations/${id}/${change}`, body);

/**
 * What the conversation's workflow does at the offer's deadline. @returns 200, as whoever finds it over does nothing.
 */
async function expire({ id, conversation_id: conversationId, expires_at: at }: Offer): Promise<number> {
  await unitOfWork(stack.db.database)(stack.tenants[1]!.id, unit =>
    runTimed(unit, conversationId, { kind: 'expireOffer', offerId: id }, at.getTime()),
  );
  return 200;
}

/** Each agent's presence, and to how many each conversation is offered; nothing is left of what was before. */
async function everybody(presence: string, broadcast = 1): Promise<void> {
  await closeAll();
  for (const id of agentIds())
    expect((await (await agentOf({ agent_id: id })).put('/api/v1/me/presence', { presence })).status).toBe(200);
  for (const { id } of stack.tenants[1]!.queues)
    expect((await stack.api(1).put(`/api/v1/queues/${id}`, { broadcast })).status).toBe(200);
}

/** Contacts write, and are offered: all live offers, once there are this many. */
async function offers(count: number, from: string, contacts = 1): Promise<Offer[]> {
  const { id, phoneNumberId } = stack.tenants[1]!;
  await Promise.all(
    Array.from({ length: contacts }, (_, index) =>
      postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: `${from}${index}` })),
    ),
  );
  return eventually(
    async () =>
      (
        await stack.db.admin.query<Offer>(
          "SELECT * FROM offer WHERE state = 'offered' AND tenant_id = $1 ORDER BY offered_at, id",
          [id],
        )
      ).rows,
    `${count} offers`,
    { until: seen => seen.length >= count },
  );
}

/** Nobody has more than there is room for, everybody what is counted, and no conversation two offers that hold room. */
async function inOrder(): Promise<void> {
  const { rows } = await stack.db.admin.query<{ agent_id: string; used: number; max: number; held: number }>(
    `
      SELECT
        a.agent_id,
        a.used,
        a.max,
        coalesce((SELECT sum(c.weight) FROM conversation c WHERE c.agent_id = a.agent_id), 0)::int AS held
      FROM agent_state a`,
  );
  expect(rows.filter(row => row.used !== row.held || row.used > row.max || row.used < 0)).toEqual([]);
  expect(
    (
      await stack.db.admin.query(
        "SELECT conversation_id FROM offer WHERE state = 'offered' AND charged GROUP BY 1 HAVING count(*) > 1",
      )
    ).rows,
  ).toEqual([]);
}

/** What is left is closed, so that the next round has room. */
async function closeAll(): Promise<void> {
  const { rows } = await stack.db.admin.query<{ id: string }>(
    "SELECT id FROM conversation WHERE tenant_id = $1 AND phase IN ('queued','offered','active','wrapping')",
    [stack.tenants[1]!.id],
  );
  await inParallel(rows, 16, ({ id }) => stack.api(1).post(`/api/v1/conversations/${id}/close`));
}
