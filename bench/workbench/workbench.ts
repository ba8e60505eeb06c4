import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '../../ops/database-setup.ts';
import type { Child } from '../environment.ts';
import type { Place, RunDatabase } from '../pairs/place.ts';
import type { Measurement } from '../report.ts';
import type { WorkbenchSize } from './fill.ts';
import { MEASURED_SHARE, fillWorkbench } from './fill.ts';
import { measureScreen } from './screen.ts';
import type { FilledApi } from './server.ts';
import { measureServer } from './server.ts';
import { sentences, wordsToFind } from './texts.ts';

const MANY: WorkbenchSize = { conversations: 100_000, messagesEach: 10 };
const FEW: WorkbenchSize = { conversations: 1_000, messagesEach: 10 };
const LOOKS_EVERY_MS = 200;
/** Far longer than a worker needs: it is not at work when this has passed. */
const PATIENCE_MS = 300_000;

/**
 * Measures what people see of 100,000 conversations and 1,000,000 messages in five tenants, compared with 1,000 and
 * 10,000: the server's answers to the workbench, and the workbench itself in Chromium.
 */
export async function pairWorkbench(place: Place, pairs: number): Promise<Measurement[]> {
  const texts = sentences();
  const many = await launch(place, 'many', MANY);
  const few = await launch(place, 'few', FEW);
  const measured = await measureServer({ many: many.api, few: few.api }, wordsToFind(texts), pairs);
  await few.stop();
  const seen = await measureScreen({
    url: many.api.url,
    adminUrl: many.database.adminUrl,
    administrator: many.api.administrator,
    phoneNumberId: many.phoneNumberId,
  });
  await many.stop();
  return [...measured, ...seen];
}

interface Launched {
  readonly api: FilledApi;
  readonly database: RunDatabase;
  readonly phoneNumberId: string;
  readonly stop: () => Promise<void>;
}

async function launch(place: Place, name: string, size: WorkbenchSize): Promise<Launched> {
  const [head] = place.heads;
  if (head === undefined) throw new Error('there is nothing to measure');
  const { agents, admins, phoneNumberIds } = head.made;
  const [agent = '', administrator = ''] = [agents[0]?.[0], admins[0]];
  const database = await place.database(head.template);
  await fillWorkbench(database, size, sentences(), agent);
  console.log(`  ${name}: ${size.conversations} conversations are there`);
  const taskQueue = `workbench-${name}`;
  const [api, worker] = await Promise.all([
    place.launch(head, 'api/main.ts', database, taskQueue),
    place.launch(head, 'workers/main.ts', database, taskQueue),
  ]);
  await countedUp(database);
  const stop = async (): Promise<void> => {
    await Promise.all([api, worker].map((child: Child) => child.stop()));
    await place.drop(database);
  };
  return {
    api: { url: api.url, agent, administrator, count: Math.round(size.conversations * MEASURED_SHARE) },
    database,
    phoneNumberId: phoneNumberIds[0] ?? '',
    stop,
  };
}

/** Waits until the worker has added up the numbers of the views, as it has where nobody fills a database at once. */
async function countedUp({ adminUrl }: RunDatabase): Promise<void> {
  await withClient(adminUrl, async client => {
    const until = Date.now() + PATIENCE_MS;
    const isOver = async (): Promise<boolean> =>
      (await client.query('SELECT FROM conversation_count_change LIMIT 1')).rows.length === 0;
    while (!(await isOver())) {
      if (Date.now() > until) throw new Error('nobody adds up the numbers of the views');
      await sleep(LOOKS_EVERY_MS);
    }
    await client.query('VACUUM ANALYZE');
  });
}
