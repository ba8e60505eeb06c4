/** Business numbers: what administrators want with them, and looking after them. */

export const NUMBER_ORDER_WORKFLOW = 'numberOrderWorkflow';

export interface NumberOrderInput {
  readonly tenantId: string;
  readonly orderId: string;
}

export const numberOrderWorkflowId = (orderId: string): string => `number-order/${orderId}`;

export const NUMBER_CHECK_WORKFLOW = 'numberCheckWorkflow';

/** The schedule that looks after all numbers. */
export const NUMBER_CHECK_SCHEDULE = 'number-check';

export interface NumberCheckInput {
  /** Null: all tenants. */
  readonly tenantId: string | null;
}

export const numberCheckWorkflowId = (tenantId: string): string => `number-check/${tenantId}`;

export interface NumberActivities {
  /** Does what an administrator wants with a number; every step may be repeated. */
  doNumberOrder(input: NumberOrderInput): Promise<void>;
  giveUpNumberOrder(input: NumberOrderInput): Promise<void>;
  listNumbers(
    input: NumberCheckInput,
  ): Promise<{ orders: NumberOrderInput[]; numbers: { tenantId: string; numberId: string }[] }>;
  /** Asks WhatsApp how a number is, and whether its token is still taken. */
  checkNumber(input: { readonly tenantId: string; readonly numberId: string }): Promise<void>;
}
