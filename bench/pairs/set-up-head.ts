/**
 * Creates a head's database and its workflow bundle with that head's own code: `set-up-head.ts ROOT ORDER`, the order
 * as JSON. Sends the result to its parent process. The functions it calls have been the same in all heads since
 * 24ed726; a commit that changes one of them has to add here how it is called in which head.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { hashPassword } from '../../api/access/passwords.ts';
import type { setUpDatabase } from '../../ops/database-setup.ts';
import type { DemoTenant, createTenant } from '../../prisma/seed.ts';
import type { Database } from '../../store/db/database.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { bundleWorkflows } from '../../workers/create-worker.ts';
import { benchPlans } from '../bench-plans.ts';

export interface HeadOrder {
  /** Connection string of the database to create, with a role that may create roles and databases. */
  readonly adminUrl: string;
  /** Where to write the workflow bundle; null for none. */
  readonly bundleFile: string | null;
  /** Key that encrypts secrets at rest, in base64. */
  readonly key: string;
  /** Further settings of the measured tenants. */
  readonly plan: { readonly maxPerAgent?: number; readonly wrapUpMs?: number };
}

export interface HeadMade {
  readonly urls: { readonly app: string; readonly relay: string };
  readonly phoneNumberIds: readonly string[];
  /** For each tenant, the log-in names of its agents. */
  readonly agents: readonly (readonly string[])[];
  /** For each tenant, the log-in name of an administrator. */
  readonly admins: readonly string[];
  readonly serverFlags: readonly string[];
}

interface Parts {
  hashPassword: typeof hashPassword;
  setUpDatabase: typeof setUpDatabase;
  createTenant: typeof createTenant;
  Database: typeof Database;
  SecretBox: typeof SecretBox;
  bundleWorkflows: typeof bundleWorkflows;
  SERVER_FLAGS: readonly string[];
}

const [root = '', order = '{}'] = process.argv.slice(2);
const { adminUrl, bundleFile, key, plan } = JSON.parse(order) as HeadOrder;
/** Possible paths of each module, newest first: heads before 1a5019e have some of them elsewhere. */
const PLACES: readonly (readonly string[])[] = [
  ['api/access/passwords.ts', 'api/auth/passwords.ts'],
  ['ops/database-setup.ts'],
  ['prisma/seed.ts'],
  ['store/db/database.ts', 'store/database.ts'],
  ['store/db/secret-box.ts', 'store/secret-box.ts'],
  ['workers/create-worker.ts'],
  ['ops/server-flags.ts'],
];
const files = PLACES.map(
  places => places.map(place => join(root, place)).find(existsSync) ?? join(root, places[0] ?? ''),
);
const parts = Object.assign(
  {},
  ...(await Promise.all(files.map(file => import(pathToFileURL(file).href) as Promise<object>))),
) as Parts;

const { urls } = await parts.setUpDatabase(adminUrl, { owner: 'o', app: 'a', relay: 'r' });
const database = new parts.Database({ url: urls.app, poolSize: 4, maxWaitMs: 60_000, timeoutMs: 60_000 });
const box = new parts.SecretBox([{ id: 'bench', key: Buffer.from(key, 'base64') }]);
const password = { plain: 'bench-password', hash: await parts.hashPassword('bench-password') };
const tenants: DemoTenant[] = [];
for (const each of benchPlans(plan)) tenants.push(await parts.createTenant(database, box, each, Date.now(), password));
await database.close();
if (bundleFile !== null) writeFileSync(bundleFile, (await parts.bundleWorkflows()).code);
process.send?.({
  urls: { app: urls.app, relay: urls.relay },
  phoneNumberIds: tenants.map(tenant => tenant.phoneNumberId),
  agents: tenants.map(tenant => tenant.users.filter(user => user.role === 'AGENT').map(user => user.email)),
  admins: tenants.map(tenant => tenant.users.find(user => user.role === 'TENANT_ADMIN')?.email ?? ''),
  serverFlags: parts.SERVER_FLAGS,
} satisfies HeadMade);
process.disconnect();
