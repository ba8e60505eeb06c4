import type { Database, TenantUnit } from '../../store/database.ts';
import { withRetries } from '../../store/retries.ts';
import type { SecretBox } from '../../store/secret-box.ts';
import type { Models } from './models.ts';

export interface AiDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly models: Models;
  readonly clock: () => number | Promise<number>;
  /** Shows the contact that somebody writes; what comes of it is nobody's concern. */
  readonly showTyping: (input: { readonly tenantId: string; readonly conversationId: string }) => Promise<void>;
  /** Whether the demo model may answer contacts: only where they are the simulator's. */
  readonly demoMayAnswer: boolean;
}

/** A transaction inside the tenant's wall, repeated where two got in each other's way. */
export type Within = <T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>) => Promise<T>;
export const within = (database: Database): Within => (tenantId, work) => withRetries(() => database.withTenant(tenantId, work));
