/** The side of a watched process: it does what it is told, one order after the other. */
import { Worker } from 'node:worker_threads';

/** What a watched process says. */
export type Said<Answer> = { readonly ready: true } | { readonly answer: Answer };

/** @param handle must not throw: a process that does is ended, and its order counts as one that cannot be done. */
export function serve<Order, Answer>(handle: (order: Order) => Promise<Answer>): void {
  const say = (said: Said<Answer>): void => void process.send?.(said);
  process.on('message', (order: Order) => {
    handle(order).then(
      answer => say({ answer }),
      () => process.exit(1),
    );
  });
  process.on('disconnect', () => process.exit());
  endWithParent();
  say({ ready: true });
}

const LOOK_EVERY_MS = 1_000;

/** A process that is busy does not hear that nobody waits for it any more: a thread beside it does. */
function endWithParent(): void {
  const watching = `const { workerData: parent } = require('node:worker_threads');
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${LOOK_EVERY_MS});`;
  new Worker(watching, {
    eval: true,
    workerData: process.ppid,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  }).unref();
}
