/** Runs in a watched process of a test: does what watched processes should not do. */
import { serve } from '../../store/watched/serve.ts';
import { WatchedProcesses } from '../../store/watched/watched-processes.ts';

export interface WatchedOrder {
  /**
   * `pid`: only tells its own; `full`: so does this, and keeps 150 MB; `parent`: begins another one, busies it, and
   * tells that one's.
   */
  readonly what: 'pid' | 'full' | 'hang' | 'die' | 'objects' | 'buffers' | 'parent';
}

/** What it filled stays, so that nobody takes it away as unused. */
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
