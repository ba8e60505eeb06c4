/** Contract for message templates: synchronised from WhatsApp, and changed there. */

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
  /** Replaces our copy of an account's templates by what WhatsApp lists. */
  syncTemplates(input: { readonly tenantId: string; readonly wabaId: string }): Promise<void>;
  /** Changes that were approved and that WhatsApp has not answered yet. */
  listOpenChanges(input: TemplateSyncInput): Promise<TemplateChangeInput[]>;
  /**
   * Submits a change to WhatsApp. @returns the account, to be synchronised; null if WhatsApp refused the change (which
   * is recorded), or there is nothing to submit.
   */
  submitTemplateChange(input: TemplateChangeInput): Promise<{ tenantId: string; wabaId: string } | null>;
  /** Records why the change was given up. @param input `reason`: the type of the failure. */
  giveUpTemplateChange(input: TemplateChangeInput & { readonly reason: string }): Promise<void>;
}

export const TEMPLATE_CHANGE_WORKFLOW = 'templateChangeWorkflow';

export interface TemplateChangeInput {
  readonly tenantId: string;
  readonly changeId: string;
}

export const templateChangeWorkflowId = (changeId: string): string => `template-change/${changeId}`;
