/** Starts the sides of a conversation measurement: their processes, and the clients that run conversations on them. */
import pg from 'pg';
import { withClient } from '../../ops/database-setup.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import type { Child } from '../environment.ts';
import type { Place, ReadyHead, RunDatabase } from './place.ts';
import type { Side } from './run-pairs.ts';
import { assist } from '../conversation/assist.ts';
import { BARE_TABLES, BareSide } from '../conversation/bare-side.ts';
import { waIdOf } from '../conversation/contact.ts';
import { Meta } from '../conversation/meta.ts';
import { startModel } from '../conversation/model.ts';
import { SigFollowSide } from '../conversation/sigfollow-side.ts';
import type { WalkedSide } from '../conversation/walk.ts';

/** Agents have capacity for everything, and practically no wrap-up. */
export const CONVERSATION_PLAN = { maxPerAgent: 1_000, wrapUpMs: 1 };

export interface Running {
  readonly side: Side;
  readonly walked: WalkedSide;
  /** The same for a tenant whose AI drafts the replies; null where there is no AI. */
  readonly assisted: WalkedSide | null;
  readonly meta: Meta;
  readonly api: Child;
  readonly worker: Child;
  readonly workflowIds: (contacts: readonly number[]) => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

let contacts = 200_000;
/** Contacts that no measurement has used yet. */
export const nextContacts = (count: number): number[] => Array.from({ length: count }, () => contacts++);

export interface Launch {
  /** Dropped when the side is stopped. By default, a copy of the head's template. */
  readonly database?: RunDatabase;
  readonly looksEveryMs?: number;
}

/** Starts a checkout's API and worker, with their own WhatsApp and model. */
export async function launchHead(
  place: Place,
  head: ReadyHead,
  taskQueue: string,
  { database, looksEveryMs }: Launch = {},
): Promise<Running> {
  const own = database ?? (await place.database(head.template));
  const { phoneNumberIds, agents, admins } = head.made;
  let apiUrl = '';
  const [meta, model] = await Promise.all([
    Meta.start({ webhookUrl: () => `${apiUrl}/webhooks/whatsapp` }),
    startModel(),
  ]);
  const launch = (file: string): Promise<Child> =>
    place.launch(head, file, own, taskQueue, { metered: true, env: { META_GRAPH_URL: meta.url, ...model.env } });
  const [api, worker] = await Promise.all([launch('api/main.ts'), launch('workers/main.ts')]);
  apiUrl = api.url;
  await assist(apiUrl, admins[1] ?? '');
  const [walked, assisted] = await Promise.all(
    [0, 1].map(tenant =>
      SigFollowSide.open({
        apiUrl,
        adminUrl: own.adminUrl,
        phoneNumberId: phoneNumberIds[tenant] ?? '',
        meta,
        agents: agents[tenant] ?? [],
        drafts: tenant === 1,
        looksEveryMs,
      }),
    ),
  );
  if (walked === undefined || assisted === undefined) throw new Error('two tenants are measured');
  const admin = new pg.Pool({ connectionString: own.adminUrl, max: 1 });
  const workflowIds = async (who: readonly number[]): Promise<string[]> =>
    (
      await admin.query<{ id: string }>(
        `
          SELECT c.id
          FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE i.value = ANY($1)`,
        [who.map(waIdOf)],
      )
    ).rows.map(row => conversationWorkflowId(row.id));
  const stop = async (): Promise<void> => {
    await Promise.all([walked.end(), assisted.end(), admin.end()]);
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([meta.close(), model.close(), place.drop(own)]);
  };
  return { side: head.name, walked, assisted, meta, api, worker, workflowIds, stop };
}

/** Starts the baseline's API and worker. @param bundle path of the baseline's workflow bundle. */
export async function launchBare(place: Place, pair: number, bundle: string): Promise<Running> {
  const database = await place.database(null);
  await withClient(database.adminUrl, client => client.query(BARE_TABLES));
  const taskQueue = `bare-conversation-${pair}`;
  let apiUrl = '';
  const phoneNumberId = place.heads[0]?.made.phoneNumberIds[0] ?? '';
  const meta = await Meta.start({ webhookUrl: () => `${apiUrl}/webhook` });
  const env = { BARE_TASK_QUEUE: taskQueue, BARE_BUNDLE: bundle, META_GRAPH_URL: meta.url };
  const [api, worker] = await Promise.all(
    ['bench/conversation/bare-api.ts', 'bench/conversation/bare-worker.ts'].map(file =>
      place.launchBare(file, database, env, true),
    ),
  );
  if (api === undefined || worker === undefined) throw new Error('the bare side did not begin');
  apiUrl = api.url;
  const walked = new BareSide({ apiUrl, adminUrl: database.adminUrl, phoneNumberId, meta });
  const stop = async (): Promise<void> => {
    await walked.end();
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([meta.close(), place.drop(database)]);
  };
  return {
    side: 'bare',
    walked,
    assisted: null,
    meta,
    api,
    worker,
    workflowIds: who => Promise.resolve(who.map(contact => `${taskQueue}/${waIdOf(contact)}`)),
    stop,
  };
}
