import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/index.ts';
import type { Database } from '../../store/db/database.ts';
import type { TenantDirectory } from '../../store/tenant/directory.ts';
import type { Ingestor } from '../../store/inbound/ingest.ts';
import type { Inspector } from '../../store/media/inspection/inspector.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { MediaLinks } from './media-links.ts';

/** The API's dependencies; assembled in main.ts, and by tests with parts of their own. */
export interface AppContext {
  readonly config: Pick<Config, 'meta'> & { readonly ai: { readonly allowedNetworks: readonly string[] } };
  readonly database: Database;
  readonly directory: TenantDirectory;
  readonly ingestor: Ingestor;
  readonly box: SecretBox;
  readonly objects: ObjectStore;
  readonly inspector: Inspector;
  readonly mediaLinks: MediaLinks;
  readonly temporal: Client;
  /** The Temporal task queue on which workflows are started. */
  readonly taskQueue: string;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** False while the process is stopping. */
  readonly isReady: () => boolean;
}
