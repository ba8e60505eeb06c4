import type { Database } from '../../store/db/database.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { GraphClient } from './graph-client.ts';

/** What activities need that call WhatsApp for a tenant and store the result. */
export interface GraphDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly graph: GraphClient;
  readonly clock: () => number | Promise<number>;
}
