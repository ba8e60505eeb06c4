/**
 * Makes a head's database and its workflow bundle, with that head's own code: `set-up-head.ts ROOT ORDER`, the order as
 * JSON. Says what it made to the process that started it. What it calls of a head is the same since 24ed726; a head
 * that changes one of these says here how it is called by which.
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
  /** Of somebody who may make roles and databases, for the database to make. */
  readonly adminUrl: string;
  /** Where the bundle of the workflows goes; null: none is wanted. */
  readonly bundleFile: string | null;
  /** Base64, of secrets at rest. */
  readonly key: string;
  /** What its tenants have beside what every measured tenant has. */
  readonly plan: { readonly maxPerAgent?: number; readonly wrapUpMs?: number };
}

export interface HeadMade {
  readonly urls: { readonly app: string; readonly relay: string };
  readonly phoneNumberIds: readonly string[];
  /** Of each tenant the log-in names of its agents. */
  readonly agents: readonly (readonly string[])[];
  /** Of each tenant the log-in name of an administrator. */
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
/** Where each part is, the newest place first: heads before 1a5019e have them elsewhere. */
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
