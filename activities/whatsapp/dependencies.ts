import type { Database } from '../../store/db/database.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { GraphClient } from './graph-client.ts';

/** What activities need that ask WhatsApp something for a tenant and write its answer down. */
export interface GraphDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly graph: GraphClient;
  readonly clock: () => number | Promise<number>;
}
