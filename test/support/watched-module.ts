/** Runs inside a watched process in tests, and does what such a process should not do. */
import { serve } from '../../store/watched/serve.ts';
import { WatchedProcesses } from '../../store/watched/watched-processes.ts';

export interface WatchedOrder {
  /**
   * `pid`: returns its process id. `full`: the same, and keeps 150 MB. `hang`: loops forever. `die`: exits. `objects`,
   * `buffers`: fills the heap, or memory off the heap. `parent`: starts another watched process, keeps it busy, and
   * returns the process id of that one.
   */
  readonly what: 'pid' | 'full' | 'hang' | 'die' | 'objects' | 'buffers' | 'parent';
}

/** Keeps memory referenced, so that it is not garbage-collected. */
const kept: unknown[] = [];

serve(async ({ what }: WatchedOrder): Promise<number> => {
  switch (what) {
    case 'hang':
      for (;;);
    case 'die':
      return process.exit(1);
    case 'objects':
      for (;;) kept.push({ kept: kept.length });
    case 'buffers':
      for (;;) kept.push(Buffer.alloc(4 * 1024 * 1024, 1));
    case 'full':
      kept.push(Buffer.alloc(150 * 1024 * 1024, 1));
      return process.pid;
    case 'parent':
      return busyChild();
    case 'pid':
      return process.pid;
  }
});

async function busyChild(): Promise<number> {
  const others = new WatchedProcesses<WatchedOrder, number>({
    module: new URL('./watched-module', import.meta.url),
    most: 1,
    heapMb: 64,
    residentMb: 500,
    limitMs: 3_600_000,
  });
  const told = await others.run({ what: 'pid' });
  void others.run({ what: 'hang' });
  return 'answer' in told ? told.answer : 0;
}
