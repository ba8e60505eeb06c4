/** What a worker of the tests does; as workers/main.ts wires it, with the clock of the test. */
import { aiActivities } from '../../activities/ai/activities.ts';
import { Models } from '../../activities/ai/models.ts';
import { trainingActivities } from '../../activities/ai/training.ts';
import { trialActivities } from '../../activities/ai/trial.ts';
import { conversationActivities } from '../../activities/conversation/activities.ts';
import { jobActivities } from '../../activities/jobs/activities.ts';
import { knowledgeActivities } from '../../activities/knowledge/activities.ts';
import { Extractor } from '../../activities/knowledge/extract/extractor.ts';
import { mediaActivities } from '../../activities/media/activities.ts';
import { MetaMedia } from '../../activities/media/meta-media.ts';
import { uploadActivities } from '../../activities/media/upload.ts';
import type { GuardOptions } from '../../activities/net/guarded-agent.ts';
import { WaysOut } from '../../activities/net/guarded-agent.ts';
import { whatsappActivities } from '../../activities/sending/activities.ts';
import { GraphClient } from '../../activities/whatsapp/graph-client.ts';
import { numberActivities } from '../../activities/numbers/activities.ts';
import { Pacer } from '../../activities/sending/pacer.ts';
import { templateActivities } from '../../activities/templates/activities.ts';
import type { AppContext } from '../../api/http/context.ts';
import type { PairLimit } from '../../store/sending/pacing.ts';
import { PAIR_LIMIT } from '../../store/sending/pacing.ts';
import type { Tenants } from '../../store/tenant/tenants.ts';
import type { WorkerParts } from '../../workers/create-worker.ts';
import { demoOperators } from './demo-operators.ts';

/** As long as a send may take at all (workflows/conversation/activities.ts): what hangs asks for less. */
const PATIENT_SEND_MS = 30_000;

export interface ActivityOptions {
  readonly app: Pick<AppContext, 'database' | 'box' | 'objects' | 'inspector'>;
  readonly tenants: Tenants;
  readonly simulatorUrl: string;
  readonly clock: () => number | Promise<number>;
  readonly sendTimeoutMs?: number | undefined;
  readonly pairLimit?: PairLimit | undefined;
  readonly allowedNetworks?: readonly string[] | undefined;
  readonly resolver?: GuardOptions['resolver'];
  readonly embeddings?: boolean | undefined;
}

export interface TestActivities {
  readonly activities: WorkerParts['activities'];
  readonly models: Models;
  readonly whatsapp: ReturnType<typeof whatsappActivities>;
  close(): Promise<void>;
}

/** All activities, with Meta and the model at the simulator. */
export function testActivities({
  app,
  tenants,
  simulatorUrl,
  clock,
  sendTimeoutMs = PATIENT_SEND_MS,
  pairLimit = PAIR_LIMIT,
  allowedNetworks = [],
  resolver,
  embeddings = false,
}: ActivityOptions): TestActivities {
  const { database, box, objects, inspector } = app;
  const graph = new GraphClient({ baseUrl: simulatorUrl, version: 'v23.0' });
  const meta = new MetaMedia({ baseUrl: simulatorUrl, version: 'v23.0' });
  const extractor = new Extractor();
  const outside = new WaysOut({ allowedNetworks, resolver });
  const models = new Models(
    database,
    box,
    { operators: demoOperators(simulatorUrl, embeddings), allowedNetworks, resolver },
    clock,
  );
  const whatsapp = whatsappActivities({
    database,
    box,
    graph,
    pacer: new Pacer(database, pairLimit),
    sendTimeoutMs,
    clock,
  });
  return {
    models,
    whatsapp,
    activities: {
      ...conversationActivities(database),
      ...whatsapp,
      ...aiActivities({
        database,
        box,
        models,
        clock,
        showTyping: input => whatsapp.sendTyping(input),
        demoMayAnswer: true,
      }),
      ...mediaActivities({ database, box, meta, objects, inspector, clock }),
      ...uploadActivities({ database, box, graph, objects, clock }),
      ...templateActivities({ database, tenants, box, objects, graph, clock }),
      ...numberActivities({ database, tenants, box, graph, clock }),
      ...jobActivities({ database, clock }),
      ...trialActivities({ database, models, clock }),
      ...trainingActivities({ database, box, objects, clock }),
      ...knowledgeActivities({ database, box, objects, extractor, outside, clock }),
    },
    close: async () =>
      void (await Promise.all([graph.close(), meta.close(), models.close(), outside.close(), extractor.close()])),
  };
}
