import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type {
  BundleOptions,
  NativeConnection,
  WorkflowBundleOption,
  WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { Worker, bundleWorkflowCode } from '@temporalio/worker';
import type {
  AiActivities,
  ContactActivities,
  ConversationStoreActivities,
  JobActivities,
  KnowledgeActivities,
  MediaActivities,
  NumberActivities,
  TemplateActivities,
  TrainingActivities,
  TranscriptActivities,
  TrialActivities,
  WhatsAppActivities,
} from '../workflows/contract.ts';

/**
 * Bundles workflows and the failure converter; needed once for all workers of a process.
 * @param more further options of the SDK's bundler.
 */
export function bundleWorkflows(more: Pick<BundleOptions, 'logger'> = {}): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    ...more,
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    failureConverterPath: fileURLToPath(new URL('../temporal/failure-converter.cjs', import.meta.url)),
    preloadModules: ['stack-traces.ts', 'index.ts'].map(file =>
      fileURLToPath(new URL(`../workflows/${file}`, import.meta.url)),
    ),
  });
}

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly bundle: WorkflowBundleOption;
  readonly dataConverter: DataConverter;
  readonly activities: AiActivities &
    KnowledgeActivities &
    TrainingActivities &
    TrialActivities &
    TranscriptActivities &
    ConversationStoreActivities &
    WhatsAppActivities &
    MediaActivities &
    JobActivities &
    ContactActivities &
    NumberActivities &
    TemplateActivities;
  readonly maxCachedWorkflows?: number;
}

/** Creates, but does not run, the Temporal worker. `maxCachedWorkflows`: 500 by default. */
export function createWorker(parts: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    workflowBundle: parts.bundle,
    dataConverter: parts.dataConverter,
    activities: parts.activities,
    identity: `sigfollow-${process.pid}`,
    // Activities running at SIGTERM may finish within this time; a send ends earlier by its own deadline.
    shutdownGraceTime: '20 s',
    shutdownForceTime: '25 s',
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 100,
    maxConcurrentActivityTaskExecutions: 200,
    maxCachedWorkflows: parts.maxCachedWorkflows ?? 500,
  });
}
