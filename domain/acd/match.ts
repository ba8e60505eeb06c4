/**
 * Matching: which agent is offered which waiting conversation, and why. Pure; the matcher's transaction holds the
 * locks.
 */
import type { SkillNeed } from '../conversation/state.ts';

/**
 * Ten minutes: each step of priority moves a conversation's wait key this much earlier; each rank of a queue among an
 * agent's queues moves its conversations this much later, where several of the agent's queues compete.
 */
export const PRIORITY_BOOST_MS = 10 * 60 * 1000;

export const STRATEGIES = ['longest_idle', 'least_loaded', 'round_robin', 'most_skilled'] as const;
/** How the agent is chosen among those who could take a conversation. */
export type Strategy = (typeof STRATEGIES)[number];

export interface WaitingConversation {
  readonly conversationId: string;
  readonly needs: readonly SkillNeed[];
  /** Agents who recently missed or rejected it. */
  readonly excludedAgentIds: readonly string[];
  /** Sticky agent: the contact's last agent, who is preferred; null: none. */
  readonly stickyAgentId: string | null;
  /** Its place in the queue, the smallest first: when it began to wait, adjusted by priority; epoch milliseconds. */
  readonly waitKey: number;
}

export interface Candidate {
  readonly agentId: string;
  /** Only `online` agents get conversations. */
  readonly presence: string;
  /** Capacity units in use, and the agent's maximum. */
  readonly used: number;
  readonly max: number;
  /** Since when the agent has neither been given nor lost a conversation; epoch milliseconds. */
  readonly idleSince: number;
  /** When the agent was last offered something; null: never. */
  readonly lastOfferAt: number | null;
  /** Level by skill id. */
  readonly skills: Readonly<Record<string, number>>;
  /**
   * A wait key: another queue of the agent has a conversation that comes before those with a later wait key; null:
   * none.
   */
  readonly neededBefore: number | null;
}

/**
 * Why an agent did not get a conversation: not online, lacks a required skill, recently missed or rejected it, needed
 * first by another of the agent's queues, not enough free capacity, or another agent was preferred.
 */
export const PASSED_OVER = [
  'not_online',
  'lacks_skill',
  'excluded',
  'needed_elsewhere',
  'no_room',
  'later_in_line',
] as const;
export type SkipReason = (typeof PASSED_OVER)[number];

/** A conversation and the agent who is to be offered it. */
export interface Pair {
  readonly conversationId: string;
  readonly agentId: string;
  /** Broadcast: the other agents who are offered it at the same time, in order; empty without broadcast. */
  readonly othersAsked: readonly string[];
  /** Whether `agentId` is the contact's sticky agent. */
  readonly sticky: boolean;
  /** The agents who did not get it, and why; recorded for later explanation. */
  readonly passedOver: readonly { readonly agentId: string; readonly why: SkipReason }[];
}

/** Whether the agent has every required skill at the required level or a higher one. */
export function hasSkills({ skills }: Pick<Candidate, 'skills'>, needs: readonly SkillNeed[]): boolean {
  return needs.every(need => (skills[need.skillId] ?? 0) >= need.level);
}

/** Whether the agent could take a conversation of `weight` units now. */
export function isFree({ presence, used, max }: Pick<Candidate, 'presence' | 'used' | 'max'>, weight: number): boolean {
  return presence === 'online' && used + weight <= max;
}

/** Why the agent cannot take the conversation now; null if the agent can. `weight`: capacity units it takes. */
export function ineligibleReason(
  agent: Candidate,
  { needs, excludedAgentIds, waitKey }: Pick<WaitingConversation, 'needs' | 'excludedAgentIds' | 'waitKey'>,
  weight: number,
): SkipReason | null {
  if (agent.presence !== 'online') return 'not_online';
  if (!hasSkills(agent, needs)) return 'lacks_skill';
  if (excludedAgentIds.includes(agent.agentId)) return 'excluded';
  if (!isFree(agent, weight)) return 'no_room';
  return agent.neededBefore !== null && waitKey > agent.neededBefore ? 'needed_elsewhere' : null;
}

/**
 * A queue's matching settings. `weight`: capacity units a conversation takes; `broadcast`: maximum number of agents who
 * are offered a conversation at once.
 */
export interface Pairing {
  readonly weight: number;
  readonly strategy: Strategy;
  readonly broadcast: number;
}

/**
 * Pairs conversations with agents, in the given order of `waiting`. Of the eligible agents (`ineligibleReason`) the
 * sticky one comes first, then the order of the strategy; with `broadcast` above 1 up to that many are chosen. An offer
 * made here counts against the agent for the rest of the call: capacity, idle time, last offer. Conversations without
 * an eligible agent are left out.
 */
export function pair(
  waiting: readonly WaitingConversation[],
  candidates: readonly Candidate[],
  { weight, strategy, broadcast }: Pairing,
  at: number,
): Pair[] {
  const agents = candidates.map(agent => ({ ...agent }));
  const pairs: Pair[] = [];
  for (const conversation of waiting) {
    const { conversationId, needs, stickyAgentId } = conversation;
    const reasons = agents.map(agent => ({ agent, why: ineligibleReason(agent, conversation, weight) }));
    const able = reasons.filter(each => each.why === null).map(each => each.agent);
    const order = ORDER[strategy];
    const asked = bestOf(
      able,
      broadcast,
      (a, b) => Number(b.agentId === stickyAgentId) - Number(a.agentId === stickyAgentId) || order(a, b, needs),
    );
    const [first, ...others] = asked;
    if (first === undefined) continue;
    pairs.push({
      conversationId,
      agentId: first.agentId,
      othersAsked: others.map(agent => agent.agentId),
      sticky: first.agentId === stickyAgentId,
      passedOver: reasons
        .filter(each => !asked.includes(each.agent))
        .map(each => ({ agentId: each.agent.agentId, why: each.why ?? 'later_in_line' })),
    });
    // All offers of this call happen at `at`; the added milliseconds rank agents with an offer after those without.
    for (const got of asked)
      agents.splice(agents.indexOf(got), 1, {
        ...got,
        used: got.used + weight,
        idleSince: at + pairs.length,
        lastOfferAt: at + pairs.length,
      });
  }
  return pairs;
}

/** The first `count` in order; a single one is found without sorting. */
function bestOf(able: readonly Candidate[], count: number, order: (a: Candidate, b: Candidate) => number): Candidate[] {
  if (count > 1) return [...able].sort(order).slice(0, count);
  const best = able.reduce<Candidate | null>(
    (found, agent) => (found === null || order(agent, found) < 0 ? agent : found),
    null,
  );
  return best === null ? [] : [best];
}

type Order = (a: Candidate, b: Candidate, needs: readonly SkillNeed[]) => number;
const longestIdle: Order = (a, b) => a.idleSince - b.idleSince || (a.agentId < b.agentId ? -1 : 1);
const load = ({ used, max }: Candidate): number => (max === 0 ? 1 : used / max);
const skillOf = ({ skills }: Candidate, needs: readonly SkillNeed[]): number =>
  needs.reduce((sum, need) => sum + (skills[need.skillId] ?? 0), 0);

/** Ties go to the agent who has been idle longest. */
const ORDER: Readonly<Record<Strategy, Order>> = {
  longest_idle: longestIdle,
  least_loaded: (a, b, needs) => load(a) - load(b) || longestIdle(a, b, needs),
  round_robin: (a, b, needs) => (a.lastOfferAt ?? 0) - (b.lastOfferAt ?? 0) || longestIdle(a, b, needs),
  most_skilled: (a, b, needs) => skillOf(b, needs) - skillOf(a, needs) || longestIdle(a, b, needs),
};
