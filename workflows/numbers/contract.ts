/** Contract for business numbers: administrators' orders, and regular checks. */

export const NUMBER_ORDER_WORKFLOW = 'numberOrderWorkflow';

export interface NumberOrderInput {
  readonly tenantId: string;
  readonly orderId: string;
}

export const numberOrderWorkflowId = (orderId: string): string => `number-order/${orderId}`;

export const NUMBER_CHECK_WORKFLOW = 'numberCheckWorkflow';

/** The schedule that checks all numbers. */
export const NUMBER_CHECK_SCHEDULE = 'number-check';

export interface NumberCheckInput {
  /** Null: all tenants. */
  readonly tenantId: string | null;
}

export const numberCheckWorkflowId = (tenantId: string): string => `number-check/${tenantId}`;

export interface NumberActivities {
  /** Carries out an order (connect, new token, PIN, registration, disconnect); every step may be repeated. */
  doNumberOrder(input: NumberOrderInput): Promise<void>;
  /** Ends an order because WhatsApp could not be reached. */
  giveUpNumberOrder(input: NumberOrderInput): Promise<void>;
  /** The orders that are still waiting, and the connected numbers. */
  listNumbers(
    input: NumberCheckInput,
  ): Promise<{ orders: NumberOrderInput[]; numbers: { tenantId: string; numberId: string }[] }>;
  /** Asks WhatsApp for a number's state, and whether its access token is still accepted. */
  checkNumber(input: { readonly tenantId: string; readonly numberId: string }): Promise<void>;
}
