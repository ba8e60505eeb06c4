/** The child's side of a watched process: it handles one order after the other. */
import { Worker } from 'node:worker_threads';

/** A message from a watched process to its parent. */
export type Said<Answer> = { readonly ready: true } | { readonly answer: Answer };

/** @param handle must not reject: if it does, the process exits, and the order ends as `died`. */
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

/**
 * Ends this process with its parent. While it is busy it does not notice that the parent is gone, so a thread checks.
 */
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
