/** Contract for contacts: what WhatsApp is asked about them, and imports. */
import { defineSignal } from '@temporalio/workflow';

export const CONTACT_BLOCK_WORKFLOW = 'contactBlockWorkflow';

export interface ContactBlockInput {
  readonly tenantId: string;
  readonly contactId: string;
  /** One of our numbers: what is wished on it does not wait for the others. Left out by the release before: on any. */
  readonly numberId?: string;
}

/** Something is wished about the contact on the number. A run that is ending at that moment goes on. */
export const contactBlockSignal = defineSignal('wished');

export const contactBlockWorkflowId = ({
  contactId,
  numberId,
}: Required<Omit<ContactBlockInput, 'tenantId'>>): string => `contact-block/${contactId}/${numberId}`;

export const CONTACT_IMPORT_WORKFLOW = 'contactImportWorkflow';

/** The steps of an import that take time, each a workflow of its own. */
type ImportStep = 'checking' | 'applying' | 'undoing';

export interface ContactImportInput {
  readonly tenantId: string;
  readonly importId: string;
  readonly step: ImportStep;
}

export const contactImportWorkflowId = ({ importId, step }: Pick<ContactImportInput, 'importId' | 'step'>): string =>
  `contact-import/${importId}/${step}`;

export interface ContactActivities {
  /** Tells WhatsApp the next wish about a contact. @returns false when there is none. */
  tellBlock(input: ContactBlockInput): Promise<boolean>;
  /** Ends the wishes about a contact because WhatsApp could not be reached. */
  giveUpBlocks(input: ContactBlockInput): Promise<void>;
  /** Reads the file of an import, from where it was left, and says of each line what would become of it. */
  checkImport(input: ContactImportInput): Promise<void>;
  /** Does, or takes back, the next lines of an import. @returns false when there are none left. */
  carryOnImport(input: ContactImportInput): Promise<boolean>;
}
