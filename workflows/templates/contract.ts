/** Message templates: read from WhatsApp, and changed there. */

export const TEMPLATE_SYNC_WORKFLOW = 'templateSyncWorkflow';

/** The schedule that keeps all tenants' templates up to date. */
export const TEMPLATE_SYNC_SCHEDULE = 'template-sync';

export interface TemplateSyncInput {
  /** Null: all tenants. */
  readonly tenantId: string | null;
}

export const templateSyncWorkflowId = (tenantId: string): string => `template-sync/${tenantId}`;

export interface TemplateActivities {
  listAccounts(input: TemplateSyncInput): Promise<{ tenantId: string; wabaId: string }[]>;
  /** Makes what is kept of an account's templates what WhatsApp lists. */
  syncTemplates(input: { readonly tenantId: string; readonly wabaId: string }): Promise<void>;
  /** Changes that were agreed to and have not been answered. */
  listOpenChanges(input: TemplateSyncInput): Promise<TemplateChangeInput[]>;
  /** @returns the account, to be read again; null when there is nothing to submit any more. */
  submitTemplateChange(input: TemplateChangeInput): Promise<{ tenantId: string; wabaId: string } | null>;
  giveUpTemplateChange(input: TemplateChangeInput & { readonly reason: string }): Promise<void>;
}

export const TEMPLATE_CHANGE_WORKFLOW = 'templateChangeWorkflow';

export interface TemplateChangeInput {
  readonly tenantId: string;
  readonly changeId: string;
}

export const templateChangeWorkflowId = (changeId: string): string => `template-change/${changeId}`;
