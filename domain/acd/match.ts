/** Who gets which waiting conversation. Pure; the matcher's transaction holds the locks. */

export interface WaitingConversation {
  readonly conversationId: string;
  /** Agents who missed or refused it lately. */
  readonly excludedAgentIds: readonly string[];
}

export interface FreeAgent {
  readonly agentId: string;
  readonly free: number;
  /** Since when the agent has had nothing new; longest first. */
  readonly idleSince: number;
}

export interface Pair {
  readonly conversationId: string;
  readonly agentId: string;
}

/**
 * Pairs in the order of waiting, each with the longest-idle agent who has room for `weight` units and is not excluded.
 * An agent who just got an offer goes to the end of the line.
 */
export function pair(waiting: readonly WaitingConversation[], agents: readonly FreeAgent[], weight: number): Pair[] {
  const line = agents
    .map(agent => ({ ...agent }))
    .sort((a, b) => a.idleSince - b.idleSince || (a.agentId < b.agentId ? -1 : 1));
  const pairs: Pair[] = [];
  for (const { conversationId, excludedAgentIds } of waiting) {
    const index = line.findIndex(agent => agent.free >= weight && !excludedAgentIds.includes(agent.agentId));
    const [agent] = index < 0 ? [] : line.splice(index, 1);
    if (agent === undefined) continue;
    pairs.push({ conversationId, agentId: agent.agentId });
    line.push({ ...agent, free: agent.free - weight });
  }
  return pairs;
}
