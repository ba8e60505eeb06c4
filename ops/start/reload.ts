import { join, relative, sep } from 'node:path';
import { createServer } from 'vite';
import { cachedWorkflowBundle } from '../build-bundle.ts';
import { root } from '../root.ts';
import { concernedBy } from './concerned.ts';
import type { SupervisedProcess } from './supervisor.ts';

/** Editors save in several steps and git changes many files at once: this long without a change, then one restart. */
const SETTLED_MS = 200;
const WORKBENCH_PORT = 5_173;
const SOURCES = ['activities', 'api', 'config', 'domain', 'simulator', 'store', 'temporal', 'workers', 'workflows'];
const MIGRATIONS = join(root, 'prisma');

export interface Reloading {
  readonly processes: readonly SupervisedProcess[];
  /** Folder that caches workflow bundles. */
  readonly bundleFolder: string;
  /** Base URL of the API. */
  readonly apiUrl: string;
  readonly say: (line: string) => void;
}

/**
 * Watches the sources: restarts the processes whose code a change affects, bundles the workflows again, and serves the
 * workbench with Vite, which reloads it in the browser.
 * @returns the URL of that workbench, and a function that ends the watch.
 */
export async function reloadOnChange({ processes, bundleFolder, apiUrl, say }: Reloading): Promise<{
  readonly workbenchUrl: string;
  readonly stop: () => Promise<void>;
}> {
  const vite = await createServer({
    root: join(root, 'web'),
    logLevel: 'warn',
    clearScreen: false,
    server: {
      host: '127.0.0.1',
      port: WORKBENCH_PORT,
      proxy: Object.fromEntries(
        ['/api', '/media', '/docs', '/openapi.json', '/ws'].map(path => [path, { target: apiUrl, ws: path === '/ws' }]),
      ),
    },
  });
  await vite.listen();
  const changed = new Set<string>();
  let settled: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const reload = async (files: readonly string[]): Promise<void> => {
    const concerned = concernedBy(files, processes);
    if (concerned.isSchema) say('The database changes at the next `npm run dev`.');
    if (concerned.processes.length === 0) return;
    say(`${named(files)}: starting ${concerned.processes.join(', ')} again …`);
    const env = concerned.isBundle ? { WORKFLOW_BUNDLE: await cachedWorkflowBundle(bundleFolder) } : {};
    const begun = await Promise.allSettled(
      processes.filter(({ name }) => concerned.processes.includes(name)).map(each => each.restart(env)),
    );
    const failed = begun.filter(each => each.status === 'rejected');
    for (const { reason } of failed) say(reason instanceof Error ? reason.message : String(reason));
    if (failed.length === 0) say('Running.');
  };
  vite.watcher.add([...SOURCES.map(folder => join(root, folder)), MIGRATIONS]);
  vite.watcher.on('all', (_event, file) => {
    if (file.startsWith(join(root, 'web') + sep)) return;
    changed.add(file);
    clearTimeout(settled);
    settled = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      work = work
        .then(() => reload(files))
        .catch((error: unknown) => {
          // These files count as changed again with the next change, which presumably repairs what could not be
          // bundled.
          for (const file of files) changed.add(file);
          say(error instanceof Error ? error.message : String(error));
        });
    }, SETTLED_MS);
  });
  return {
    workbenchUrl: vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? apiUrl,
    stop: () => {
      clearTimeout(settled);
      return vite.close();
    },
  };
}

function named([first = '', ...others]: readonly string[]): string {
  return `${relative(root, first)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}
