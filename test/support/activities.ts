/** The activities of a worker in tests: Meta and the model are the simulator, and the clock is the test's. */
import type { GuardOptions } from '../../activities/net/guarded-agent.ts';
import type { AppContext } from '../../api/http/context.ts';
import type { PairLimit } from '../../store/sending/pacing.ts';
import { PAIR_LIMIT } from '../../store/sending/pacing.ts';
import type { Tenants } from '../../store/tenant/tenants.ts';
import type { Composed } from '../../workers/compose.ts';
import { composeActivities } from '../../workers/compose.ts';
import { demoOperators } from './demo-operators.ts';

/** The most a send may take (workflows/conversation/proxies.ts). Tests in which WhatsApp hangs set less. */
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

/** Composes all activities as a worker does. */
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
}: ActivityOptions): Composed {
  const { database, box, objects, inspector } = app;
  return composeActivities({
    database,
    box,
    objects,
    inspector,
    tenants,
    graph: { baseUrl: simulatorUrl, version: 'v23.0' },
    ai: { operators: demoOperators(simulatorUrl, embeddings), allowedNetworks, resolver },
    pairLimit,
    sendTimeoutMs,
    demoMayAnswer: true,
    clock,
  });
}
