/**
 * Random histories of the ACD against a real database: people and deadlines act, the matcher runs, and after each step
 * the invariants are checked. The history has its own clock, and no other process touches the tenant.
 */
import { fc } from './fast-check.ts';
import type pg from 'pg';
import { PRIORITY_BOOST_MS, STRATEGIES } from '../../domain/acd/match.ts';
import * as decide from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TimedCommand } from '../../domain/conversation/plan.ts';
import { plan } from '../../domain/conversation/plan.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { changeAgent } from '../../store/acd/agents.ts';
import { nextExclusionEnd } from '../../store/acd/exclusions.ts';
import { requestMatches } from '../../store/conversation/match-request.ts';
import { matchQueue } from '../../store/acd/matcher.ts';
import { CapacityExceededError } from '../../store/conversation/capacity-error.ts';
import type { ConversationRow } from '../../store/conversation/rows.ts';
import { stateOf } from '../../store/conversation/rows.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import { transition } from '../../store/conversation/transition.ts';
import { writeChanges } from '../../store/conversation/write.ts';
import type { Database, TenantUnit } from '../../store/db/database.ts';
import { newId } from '../../store/db/ids.ts';
import { unitOfWork, withRetries } from '../../store/db/retries.ts';
import { queueRules, requireQueue, tenantSettings } from '../../store/tenant/settings.ts';

const pick = fc.nat(1_000);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('arrive'),
      queue: pick,
      priority: fc.nat(2),
      skill: fc.option(pick),
      level: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('accept', 'reject', 'close', 'close', 'wait'), which: pick }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('presence', 'capacity', 'skills', 'strategy', 'broadcast', 'rank'),
      which: pick,
      value: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('transfer'), which: pick, queue: pick }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
/** A history: a list of moments, each with one to three steps that run concurrently. */
export const acdHistory = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 10 });

export interface AcdPlace {
  readonly database: Database;
  /** Connects as superuser, who is not subject to row-level security. */
  readonly admin: pg.Pool;
  readonly tenantId: string;
  readonly numberId: string;
  readonly queueIds: readonly string[];
  readonly agentIds: readonly string[];
  readonly skillIds: readonly string[];
}

type Row = ConversationRow;

const TIMED: ReadonlySet<string> = new Set(['expireOffer', 'retryMatch', 'widen', 'endWrapUp']);
const STEPS = [
  { afterMs: 40_000, action: 'lower', level: 1 },
  { afterMs: 90_000, action: 'lower', level: 0 },
];
const PRESENCES = ['online', 'online', 'away', 'offline'];

/** Prepares a tenant for histories: adds two skills and sets the timeouts and steps of its queues. */
export async function acdPlace(database: Database, admin: pg.Pool, tenantId: string): Promise<AcdPlace> {
  const ids = async (sql: string): Promise<string[]> =>
    (await admin.query<{ id: string }>(sql, [tenantId])).rows.map(row => row.id);
  const skillIds = [newId(), newId()];
  for (const [index, id] of skillIds.entries())
    await admin.query('INSERT INTO skill VALUES ($1, $2, $3, now())', [id, tenantId, `skill ${index}`]);
  const queueIds = await ids('SELECT id FROM queue WHERE tenant_id = $1 ORDER BY name');
  await admin.query(
    `
      UPDATE queue
      SET miss_limit = 100, accept_timeout_ms = 20000, exclude_ms = 30000, wrap_up_ms = 10000, steps = $2
      WHERE tenant_id = $1`,
    [tenantId, JSON.stringify(STEPS)],
  );
  return {
    database,
    admin,
    tenantId,
    queueIds,
    skillIds,
    agentIds: await ids('SELECT agent_id AS id FROM agent_state WHERE tenant_id = $1 ORDER BY agent_id'),
    numberId: (await ids('SELECT id FROM business_number WHERE tenant_id = $1'))[0] ?? '',
  };
}

/** Runs one history and checks its invariants. `run` throws an Error that says which one was violated. */
export class AcdHistory {
  readonly #place: AcdPlace;
  #at = Date.UTC(2026, 0, 1);
  /** When each conversation began to wait; this must never change. */
  readonly #began = new Map<string, number>();
  /** Each agent's used capacity at the last check. */
  #used = new Map<string, number>();
  /** Each conversation's last sequence number at the last check. */
  #seen = new Map<string, number>();

  private constructor(place: AcdPlace) {
    this.#place = place;
  }

  static async run(place: AcdPlace, history: readonly (readonly Step[])[]): Promise<void> {
    const { admin, tenantId } = place;
    const it = new AcdHistory(place);
    await admin.query(
      `
        UPDATE agent_state
        SET used = 0, max = 1, presence = 'online', missed_in_a_row = 0, idle_since = $2, last_offer_at = NULL
        WHERE tenant_id = $1`,
      [tenantId, new Date(it.#at)],
    );
    await admin.query("UPDATE queue SET strategy = 'longest_idle', broadcast = 1 WHERE tenant_id = $1", [tenantId]);
    await admin.query('UPDATE queue_member SET rank = 1 WHERE tenant_id = $1', [tenantId]);
    await admin.query('DELETE FROM agent_skill WHERE tenant_id = $1', [tenantId]);
    try {
      for (const together of history) {
        it.#at += 1_000;
        await Promise.all([...together.map(each => it.#act(each)), it.#match()]);
        await it.#settle();
        await it.#check(
          together.length === 1,
          together.every(each => each.kind !== 'skills'),
        );
      }
    } finally {
      await it.#clear();
    }
  }

  /**
   * Repeatedly lets an agent come online at the moment a conversation is enqueued. Only a match request leads to a
   * match here, as nothing polls.
   * @returns in how many of the rounds the conversation was not offered.
   */
  static async meet(place: AcdPlace, rounds: number): Promise<{ readonly rounds: number; readonly unmatched: number }> {
    const { admin, tenantId, agentIds, queueIds } = place;
    const it = new AcdHistory(place);
    const [agentId = '', queueId = ''] = [agentIds[0], queueIds[0]];
    let unmatched = 0;
    for (let round = 0; round < rounds; round++) {
      it.#at += 1_000;
      await admin.query("UPDATE agent_state SET used = 0, max = 1, presence = 'away' WHERE tenant_id = $1", [tenantId]);
      await it.#settle();
      await Promise.all([it.#presence(agentId, 'online'), it.#arrive(queueId, 0, []), it.#match()]);
      await it.#settle();
      if ((await it.#rows())[0]?.phase !== 'offered') unmatched += 1;
      await it.#clear();
    }
    return { rounds, unmatched };
  }

  async #clear(): Promise<void> {
    const { admin, tenantId } = this.#place;
    await admin.query(
      `
        WITH
          o AS (DELETE FROM offer WHERE tenant_id = $1),
          a AS (DELETE FROM assignment WHERE tenant_id = $1),
          h AS (DELETE FROM outbox_head WHERE tenant_id = $1),
          x AS (DELETE FROM outbox WHERE tenant_id = $1),
          e AS (DELETE FROM conversation_event WHERE tenant_id = $1),
          m AS (DELETE FROM match_request WHERE tenant_id = $1)
        SELECT 1`,
      [tenantId],
    );
    await admin.query('DELETE FROM conversation WHERE tenant_id = $1', [tenantId]);
  }

  #in<T>(work: (unit: TenantUnit) => Promise<T>): Promise<T> {
    return unitOfWork(this.#place.database)(this.#place.tenantId, work);
  }

  async #act(each: Step): Promise<void> {
    const { agentIds, queueIds, skillIds, admin } = this.#place;
    const at = this.#at;
    const of = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
    if (each.kind === 'arrive')
      return this.#arrive(
        of(queueIds, each.queue),
        each.priority,
        each.skill === null ? [] : [{ skillId: of(skillIds, each.skill), level: each.level }],
      );
    if (!('which' in each)) return;
    const agentId = of(agentIds, each.which);
    if (each.kind === 'wait') this.#at += 1_000 * (each.which % 45);
    if (each.kind === 'capacity' && 'value' in each)
      await this.#in(unit => changeAgent(unit, agentId, { max: each.value }, at));
    if (each.kind === 'skills' && 'value' in each)
      await this.#in(unit =>
        changeAgent(
          unit,
          agentId,
          { skills: each.value === 0 ? [] : [{ skillId: of(skillIds, each.which >> 3), level: each.value }] },
          at,
        ),
      );
    if (each.kind === 'strategy' && 'value' in each)
      await admin.query('UPDATE queue SET strategy = $1 WHERE id = $2', [
        of(STRATEGIES, each.value),
        of(queueIds, each.which),
      ]);
    if (each.kind === 'rank' && 'value' in each)
      await admin.query('UPDATE queue_member SET rank = $1 WHERE agent_id = $2 AND queue_id = $3', [
        each.value + 1,
        agentId,
        of(queueIds, each.which >> 2),
      ]);
    if (each.kind === 'broadcast' && 'value' in each)
      await admin.query('UPDATE queue SET broadcast = $1 WHERE id = $2', [
        Math.max(each.value, 1),
        of(queueIds, each.which),
      ]);
    if (each.kind === 'presence' && 'value' in each) {
      await this.#presence(agentId, of(PRESENCES, each.value));
    }
    const phases =
      each.kind === 'accept' || each.kind === 'reject' ? ['offered'] : ['queued', 'offered', 'active', 'wrapping'];
    if (!['accept', 'reject', 'close', 'transfer'].includes(each.kind)) return;
    const { rows } = await admin.query<{ id: string; offer_id: string; agent_id: string }>(
      `
        SELECT c.id, o.id AS offer_id, o.agent_id
        FROM conversation c LEFT JOIN offer o ON o.conversation_id = c.id AND o.state = 'offered'
        WHERE c.tenant_id = $1 AND c.phase = ANY($2)
        ORDER BY c.id, o.id`,
      [this.#place.tenantId, phases],
    );
    if (rows.length === 0) return;
    const row = of(rows, each.which >> 2);
    await this.#in(unit =>
      transition(
        unit,
        { conversationId: row.id, at, actor: SYSTEM_ACTOR, lockThread: each.kind === 'close' },
        async state => {
          if (each.kind === 'accept') return decide.acceptOffer(state, row.offer_id, row.agent_id, newId());
          if (each.kind === 'reject')
            return decide.rejectOffer(
              state,
              row.offer_id,
              row.agent_id,
              at,
              await requireQueue(unit, state.queueId),
              await nextExclusionEnd(unit, row.id, state, at),
            );
          if (each.kind === 'transfer' && 'queue' in each)
            return decide.transferToQueue(
              state,
              (await queueRules(unit, of(queueIds, each.queue)))!,
              at,
              await nextExclusionEnd(unit, row.id, state, at),
            );
          return decide.close(
            state,
            { reason: 'administrator' },
            at,
            await tenantSettings(unit),
            await requireQueue(unit, state.queueId),
          );
        },
      ),
    ).catch((error: unknown) => {
      if (!(error instanceof CapacityExceededError)) throw error;
    });
  }

  #presence(agentId: string, presence: string): Promise<void> {
    return this.#in(async unit => {
      await unit.tx.agentState.update({ where: { agentId }, data: { presence } });
      await requestMatches(unit, [], [agentId], this.#at);
    });
  }

  async #arrive(
    queueId: string,
    priority: number,
    needs: readonly { skillId: string; level: number }[],
  ): Promise<void> {
    const at = this.#at;
    const [conversationId, contactId, threadId] = [newId(), newId(), newId()];
    this.#began.set(conversationId, at);
    await this.#in(async unit => {
      const { tx, tenantId } = unit;
      const { numberId } = this.#place;
      await tx.contact.create({ data: { id: contactId, tenantId, createdAt: new Date(at) } });
      await tx.thread.create({ data: { id: threadId, tenantId, numberId, contactId, createdAt: new Date(at) } });
      const { events } = decide.openConversation(
        { queue: await requireQueue(unit, queueId), priority, needs, rule: null },
        at,
        await tenantSettings(unit),
      );
      await writeChanges(unit, [
        {
          conversationId,
          born: { threadId, numberId, contactId },
          before: INITIAL_STATE,
          events,
          actor: SYSTEM_ACTOR,
          at,
        },
      ]);
    });
  }

  /** Handles every match request once, concurrently, as several matchers would. @returns how many there were. */
  async #match(): Promise<number> {
    const { rows } = await this.#place.admin.query<{ queue_id: string }>(
      'SELECT queue_id FROM match_request WHERE tenant_id = $1',
      [this.#place.tenantId],
    );
    await Promise.all(
      rows.map(row =>
        withRetries(() => matchQueue(this.#place.database, this.#place.tenantId, row.queue_id, this.#at)),
      ),
    );
    return rows.length;
  }

  /** Runs all commands that are due and the matcher, until nothing is due and there is no match request. */
  async #settle(): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      if (rounds > 100) throw new Error('the matcher and the timers do not come to rest');
      const due = (await this.#rows()).flatMap(row =>
        plan(stateOf(row), this.#at)
          .due.filter(command => TIMED.has(command.kind))
          .map(command => ({ id: row.id, command: command as TimedCommand })),
      );
      for (const { id, command } of due) await this.#in(unit => runTimed(unit, id, command, this.#at));
      if (due.length + (await this.#match()) === 0) return;
    }
  }

  async #rows(): Promise<Row[]> {
    return (
      await this.#place.admin.query<Row>(
        `
          SELECT *
          FROM conversation
          WHERE tenant_id = $1 AND phase IN ('queued', 'offered', 'active', 'wrapping')
          ORDER BY wait_key, id`,
        [this.#place.tenantId],
      )
    ).rows;
  }

  /**
   * @param alone whether the moment had a single step, so that all offers in it are a consequence of that step.
   * @param sameSkills whether no agent's skills changed in it.
   */
  async #check(alone: boolean, sameSkills: boolean): Promise<void> {
    const { admin, tenantId } = this.#place;
    const rows = await this.#rows();
    const { rows: agents } = await admin.query<{
      agent_id: string;
      used: number;
      max: number;
      presence: string;
      skills: Record<string, number>;
      queues: Record<string, number>;
    }>(
      `
        SELECT
          a.*,
          coalesce(
            (SELECT jsonb_object_agg(skill_id, level) FROM agent_skill s WHERE s.agent_id = a.agent_id),
            '{}'
          ) AS skills,
          (
            SELECT jsonb_object_agg(queue_id, rank)
            FROM queue_member m
            WHERE m.agent_id = a.agent_id
          ) AS queues
        FROM agent_state a
        WHERE tenant_id = $1`,
      [tenantId],
    );
    const { rows: offers } = await admin.query<{
      conversation_id: string;
      agent_id: string;
      state: string;
      charged: boolean;
      weight: number;
      excluded_until: Date | null;
      offered_at: Date;
      expires_at: Date;
    }>('SELECT * FROM offer WHERE tenant_id = $1', [tenantId]);
    const fail = (words: string, what: object): never => {
      throw new Error(`${words}: ${JSON.stringify(what)}`);
    };
    for (const agent of agents) {
      const held = rows.filter(row => row.agent_id === agent.agent_id).reduce((sum, row) => sum + row.weight, 0);
      if (agent.used !== held) fail('capacity is not what is held', { agent, held });
      // When an administrator lowers an agent's capacity, the conversations it has stay, but it gets no more.
      if (agent.used > Math.max(agent.max, this.#used.get(agent.agent_id) ?? 0)) fail('an agent has too much', agent);
    }
    this.#used = new Map(agents.map(agent => [agent.agent_id, agent.used]));
    const excluded = (row: Row, agentId: string): boolean =>
      offers.some(
        offer =>
          offer.conversation_id === row.id &&
          offer.agent_id === agentId &&
          offer.offered_at >= row.enqueued_at! &&
          offer.excluded_until !== null &&
          offer.excluded_until.getTime() > this.#at,
      );
    const able = (row: Row, agent: (typeof agents)[number]): boolean =>
      row.needs.every(need => (agent.skills[need.skillId] ?? 0) >= need.level) &&
      (row.queue_id ?? '') in agent.queues &&
      !excluded(row, agent.agent_id);
    // A broadcast offer takes no capacity before it is accepted, but no agent is offered more than it has room for.
    const asked = (agentId: string): number =>
      offers
        .filter(offer => offer.agent_id === agentId && offer.state === 'offered' && !offer.charged)
        .reduce((sum, offer) => sum + offer.weight, 0);
    // Across an agent's queues, whoever has waited longest comes first, with ten minutes taken off for each rank.
    const place = (row: Row, agent: (typeof agents)[number]): number =>
      row.wait_key!.getTime() + (agent.queues[row.queue_id ?? ''] ?? 0) * PRIORITY_BOOST_MS;
    for (const row of rows) {
      const live = offers.filter(offer => offer.conversation_id === row.id && offer.state === 'offered');
      if (
        row.phase === 'offered'
          ? live.length !== Math.max(row.broadcast.length, 1) ||
            new Set(live.map(offer => offer.agent_id)).size !== live.length
          : live.length > 0
      )
        fail('live offers', { id: row.id, phase: row.phase, live });
      for (const offer of live) {
        if (offer.expires_at.getTime() <= this.#at) fail('an offer outlives its deadline', { id: row.id, offer });
        const asked = agents.find(agent => agent.agent_id === offer.agent_id)!;
        if (
          sameSkills &&
          offer.offered_at.getTime() === this.#at &&
          row.needs.some(need => (asked.skills[need.skillId] ?? 0) < need.level)
        )
          fail('somebody was asked who cannot do it', { id: row.id, asked });
        const before = offers.filter(
          each =>
            each !== offer &&
            each.conversation_id === row.id &&
            each.agent_id === offer.agent_id &&
            each.offered_at >= row.enqueued_at! &&
            each.offered_at <= offer.offered_at,
        );
        if (before.some(each => each.excluded_until !== null && each.excluded_until > offer.offered_at))
          fail('somebody was asked again too early', { id: row.id, offer, before });
      }
      if (row.enqueued_at?.getTime() !== this.#began.get(row.id))
        fail('the time of waiting changed', { id: row.id, is: row.enqueued_at, was: this.#began.get(row.id) });
      if (row.phase !== 'queued') continue;
      for (const agent of agents) {
        if (agent.presence === 'online' && agent.used + asked(agent.agent_id) + 1 <= agent.max && able(row, agent))
          fail('somebody waits beside an agent who is free', { id: row.id, agent });
      }
      // A conversation that waited before this step is not skipped: whatever this step offered to an agent who could
      // have taken it comes before it in line.
      if (!alone || this.#seen.get(row.id) !== row.last_seq) continue;
      for (const later of rows.filter(each => each.phase === 'offered')) {
        for (const offer of offers.filter(
          each =>
            each.conversation_id === later.id && each.state === 'offered' && each.offered_at.getTime() === this.#at,
        )) {
          const agent = agents.find(each => each.agent_id === offer.agent_id);
          if (agent !== undefined && able(row, agent) && place(row, agent) < place(later, agent))
            fail('somebody was passed by', { waits: row.id, got: later.id });
        }
      }
    }
    this.#seen = new Map(rows.map(row => [row.id, row.last_seq]));
  }
}
