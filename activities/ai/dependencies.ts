import type { Database } from '../../store/db/database.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { Models } from './models.ts';

export interface AiDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly models: Models;
  readonly clock: () => number | Promise<number>;
  /** Shows the contact a typing indicator; failures do not matter. */
  readonly showTyping: (input: { readonly tenantId: string; readonly conversationId: string }) => Promise<void>;
  /** Whether the demo model may answer contacts: only if WhatsApp is the simulator. */
  readonly demoMayAnswer: boolean;
}
