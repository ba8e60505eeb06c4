// Runs a thread that is written in TypeScript: on Node 20 a thread does not take over how the process loads it.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.thread);
