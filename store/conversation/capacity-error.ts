/** Thrown (and so rolling back) when an agent has no room; the caller answers with a conflict. */
export class CapacityExceededError extends Error {
  override readonly name = 'CapacityExceededError';
  readonly agentId: string;
  constructor(agentId: string) {
    super('the agent has no room for another conversation');
    this.agentId = agentId;
  }
}
