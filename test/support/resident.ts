import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Measures the peak of the resident memory of this process and its descendants (Linux only; elsewhere it is 0). It runs
 * as a separate process, so that it keeps measuring while this one is busy.
 * @returns a function that ends the measurement and returns by how many bytes the peak exceeded the value at the start.
 */
export async function watchResident(): Promise<() => Promise<number>> {
  const child = fork(fileURLToPath(new URL('./resident.mjs', import.meta.url)), [String(process.pid)], {
    execArgv: [],
  });
  const [{ first }] = (await once(child, 'message')) as [{ first: number }];
  return async () => {
    const gone = once(child, 'exit');
    child.send('stop');
    const [{ peak }] = (await once(child, 'message')) as [{ peak: number }];
    await gone;
    return peak - first;
  };
}
