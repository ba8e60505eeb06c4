/** That somebody writes. */
export interface TypingInput {
  readonly tenantId: string;
  readonly conversationId: string;
}
