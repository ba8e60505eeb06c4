/** Wires a worker's activities to what they need; used by the process, and by tests with other external services. */
import { aiActivities } from '../activities/ai/activities.ts';
import type { ModelOptions } from '../activities/ai/models.ts';
import { Models } from '../activities/ai/models.ts';
import { trainingActivities } from '../activities/ai/training.ts';
import { transcriptActivities } from '../activities/ai/transcripts.ts';
import { trialActivities } from '../activities/ai/trials.ts';
import { blockActivities } from '../activities/contacts/blocks.ts';
import { importActivities } from '../activities/contacts/imports.ts';
import { conversationActivities } from '../activities/conversation/activities.ts';
import { jobActivities } from '../activities/jobs/activities.ts';
import { knowledgeActivities } from '../activities/knowledge/activities.ts';
import { Extractor } from '../activities/knowledge/extract/extractor.ts';
import { mediaActivities } from '../activities/media/activities.ts';
import { MetaMedia } from '../activities/media/meta-media.ts';
import { uploadActivities } from '../activities/media/upload.ts';
import { WaysOut } from '../activities/net/guarded-agent.ts';
import { numberActivities } from '../activities/numbers/activities.ts';
import { whatsappActivities } from '../activities/sending/activities.ts';
import { Pacer } from '../activities/sending/pacer.ts';
import { templateActivities } from '../activities/templates/activities.ts';
import { GraphClient } from '../activities/whatsapp/graph-client.ts';
import type { Database } from '../store/db/database.ts';
import type { SecretBox } from '../store/db/secret-box.ts';
import type { Inspector } from '../store/media/inspection/inspector.ts';
import type { ObjectStore } from '../store/media/object-store.ts';
import type { PairLimit } from '../store/sending/pacing.ts';
import type { Tenants } from '../store/tenant/tenants.ts';
import type { WorkerParts } from './create-worker.ts';

/** What activities need. Connections given here stay the caller's to close. */
export interface Means {
  readonly database: Database;
  readonly box: SecretBox;
  readonly objects: ObjectStore;
  readonly inspector: Inspector;
  readonly tenants: Tenants;
  /** WhatsApp's Graph API. */
  readonly graph: { readonly baseUrl: string; readonly version: string };
  readonly ai: ModelOptions;
  readonly pairLimit: PairLimit;
  readonly sendTimeoutMs: number;
  /** Whether the demo model may answer contacts: only if WhatsApp is the simulator. */
  readonly demoMayAnswer: boolean;
  readonly clock: () => number | Promise<number>;
}

export interface Composed {
  readonly activities: WorkerParts['activities'];
  readonly models: Models;
  /** Closes what `composeActivities` opened, but not what it was given. */
  close(): Promise<void>;
}

/** All activities of a worker, over new clients for WhatsApp, models and web pages. */
export function composeActivities({
  database,
  box,
  objects,
  inspector,
  tenants,
  graph: whatsapp,
  ai,
  pairLimit,
  sendTimeoutMs,
  demoMayAnswer,
  clock,
}: Means): Composed {
  const graph = new GraphClient(whatsapp);
  const meta = new MetaMedia(whatsapp);
  const extractor = new Extractor();
  const outside = new WaysOut(ai);
  const models = new Models(database, box, ai, clock);
  const sending = whatsappActivities({
    database,
    box,
    graph,
    pacer: new Pacer(database, pairLimit),
    sendTimeoutMs,
    clock,
  });
  return {
    models,
    activities: {
      ...conversationActivities(database),
      ...sending,
      ...aiActivities({
        database,
        box,
        models,
        clock,
        showTyping: input => sending.sendTyping(input),
        demoMayAnswer,
      }),
      ...mediaActivities({ database, box, meta, objects, inspector, clock }),
      ...uploadActivities({ database, box, graph, objects, clock }),
      ...templateActivities({ database, tenants, box, graph, objects, clock }),
      ...numberActivities({ database, tenants, box, graph, clock }),
      ...knowledgeActivities({ database, box, objects, extractor, outside, clock }),
      ...trialActivities({ database, models, clock }),
      ...transcriptActivities({ database, box, models, objects }),
      ...trainingActivities({ database, box, objects, clock }),
      ...blockActivities({ database, box, graph, clock }),
      ...importActivities({ database, box, objects, clock }),
      ...jobActivities({ database, clock }),
    },
    close: async () =>
      void (await Promise.all([graph.close(), meta.close(), models.close(), outside.close(), extractor.close()])),
  };
}
