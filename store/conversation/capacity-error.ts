/**
 * Thrown when an agent has no capacity left. The transaction has to be rolled back, and the caller reports a conflict.
 */
export class CapacityExceededError extends Error {
  override readonly name = 'CapacityExceededError';
  readonly agentId: string;
  constructor(agentId: string) {
    super('the agent has no room for another conversation');
    this.agentId = agentId;
  }
}
