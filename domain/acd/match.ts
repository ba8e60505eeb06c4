/** Who gets which waiting conversation, and why. Pure; the matcher's transaction holds the locks. */
import type { SkillNeed } from '../conversation/state.ts';

/**
 * How much earlier than it began a conversation counts as waiting, per step of priority; and how much later, per rank
 * of an agent's queue.
 */
export const PRIORITY_BOOST_MS = 10 * 60 * 1000;

export const STRATEGIES = ['longest_idle', 'least_loaded', 'round_robin', 'most_skilled'] as const;
/** Which of the agents who could take a conversation gets it. */
export type Strategy = (typeof STRATEGIES)[number];

export interface WaitingConversation {
  readonly conversationId: string;
  readonly needs: readonly SkillNeed[];
  /** Agents who missed or refused it lately. */
  readonly excludedAgentIds: readonly string[];
  /** The contact's last agent, who is asked first; null when nobody is. */
  readonly stickyAgentId: string | null;
  /** Its place in line: since when it waits, its priority counted in; epoch milliseconds. */
  readonly waitKey: number;
}

export interface Candidate {
  readonly agentId: string;
  /** `online` takes conversations; anything else is why not. */
  readonly presence: string;
  readonly used: number;
  readonly max: number;
  /** Since when the agent has had nothing new and lost nothing; epoch milliseconds. */
  readonly idleSince: number;
  /** When the agent was last offered something; null: never. */
  readonly lastOfferAt: number | null;
  readonly skills: Readonly<Record<string, number>>;
  /**
   * Another queue of the agent needs it more than conversations that stand later in line than this; null: none does.
   */
  readonly neededBefore: number | null;
}

/**
 * Why an agent did not get a conversation: is not there, lacks a skill, missed it lately, is needed more by another of
 * its queues, has no room, or another came first.
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

export interface Pair {
  readonly conversationId: string;
  readonly agentId: string;
  /** Who is asked at the same time, the next in order; empty where agents are asked one by one. */
  readonly othersAsked: readonly string[];
  /** Whether it went to the contact's last agent for that reason. */
  readonly sticky: boolean;
  readonly passedOver: readonly { readonly agentId: string; readonly why: SkipReason }[];
}

/** Whether the agent has every skill at the level that is needed. */
export function hasSkills({ skills }: Pick<Candidate, 'skills'>, needs: readonly SkillNeed[]): boolean {
  return needs.every(need => (skills[need.skillId] ?? 0) >= need.level);
}

/** Whether the agent could take a conversation of `weight` units now. */
export function isFree({ presence, used, max }: Pick<Candidate, 'presence' | 'used' | 'max'>, weight: number): boolean {
  return presence === 'online' && used + weight <= max;
}

/** Why the agent cannot take the conversation now; null: it could. */
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

/** How a queue pairs. `weight`: capacity units a conversation takes; `broadcast`: so many agents are asked at once. */
export interface Pairing {
  readonly weight: number;
  readonly strategy: Strategy;
  readonly broadcast: number;
}

/**
 * Pairs in the order of waiting, each with the agent the strategy names among those who are there, have room and skills
 * and are not excluded; with `broadcast` above 1, with as many of them as that. Whoever just got an offer counts as
 * served from then on.
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
    // Conversations of one round are offered at the same moment: who got one comes after who got none.
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

/** The first `count` in order; for one, without sorting all. */
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

/** Ties go to who has been idle longest. */
const ORDER: Readonly<Record<Strategy, Order>> = {
  longest_idle: longestIdle,
  least_loaded: (a, b, needs) => load(a) - load(b) || longestIdle(a, b, needs),
  round_robin: (a, b, needs) => (a.lastOfferAt ?? 0) - (b.lastOfferAt ?? 0) || longestIdle(a, b, needs),
  most_skilled: (a, b, needs) => skillOf(b, needs) - skillOf(a, needs) || longestIdle(a, b, needs),
};
