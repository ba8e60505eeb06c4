import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Watches what this process and all that it began have in memory, from a process beside them: what keeps us busy does
 * not keep it from looking.
 * @returns a function that ends it and tells by how many bytes the sum was larger than at the beginning.
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
