import type { DemoTenant } from '../../prisma/seed.ts';
import { DEMO_PLANS, createPlatformUser, createTenant } from '../../prisma/seed.ts';
import { Database } from '../../store/db/database.ts';
import { TenantDirectory } from '../../store/tenant/directory.ts';
import { Ingestor } from '../../store/inbound/ingest.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import type { DatabaseUrls } from '../database-setup.ts';

/** The demo's tenants and its operator, with passwords in clear text. */
export interface Demo {
  readonly baseUrl: string;
  readonly tenants: readonly DemoTenant[];
  readonly platform: { readonly email: string; readonly password: string };
}

export interface SeedOptions {
  readonly urls: DatabaseUrls;
  /** The demo of an earlier start; null when there was none. */
  readonly known: Demo | null;
  /** Key that encrypts secrets at rest, in base64. */
  readonly secretKey: string;
  readonly at: number;
  readonly say: (line: string) => void;
  /** Stores the demo; called before its first messages are created. */
  readonly keep: (demo: Demo) => void;
}

/** Creates the demo tenants and their first messages, unless the database still has those of an earlier start. */
export async function seedDemo({ urls, known, secretKey, at, say, keep }: SeedOptions): Promise<Demo> {
  const [database, owner] = [urls.app, urls.owner].map(
    url => new Database({ url, poolSize: 4, maxWaitMs: 5_000, timeoutMs: 20_000 }),
  ) as [Database, Database];
  try {
    if (known !== null && (await allThere(database, known))) return known;
    say('Seeding the demo tenants …');
    const box = new SecretBox([{ id: 'local', key: Buffer.from(secretKey, 'base64') }]);
    const tenants: DemoTenant[] = [];
    for (const plan of DEMO_PLANS) tenants.push(await createTenant(database, box, plan, at));
    const platform = await createPlatformUser(owner, 'platform@sigfollow.example', 'Platform Operator', at);
    const demo: Demo = { baseUrl: '', tenants, platform };
    keep(demo);
    await firstMessages(
      new Ingestor({ database, directory: new TenantDirectory(database), box, clock: () => at, hotPathFailed: say }),
      tenants,
      at,
    );
    return demo;
  } finally {
    await Promise.all([database.close(), owner.close()]);
  }
}

/** Whether the database still has all tenants of an earlier start. */
async function allThere(database: Database, { tenants }: Demo): Promise<boolean> {
  const counts = await Promise.all(tenants.map(({ id }) => database.withTenant(id, ({ tx }) => tx.tenant.count())));
  return counts.every(count => count === 1);
}

async function firstMessages(ingestor: Ingestor, tenants: readonly DemoTenant[], at: number): Promise<void> {
  const texts = [
    ['Ada Lovelace', 'Hello! Is my order ready to be picked up?'],
    ['Grace Hopper', 'I would like to change my appointment.'],
    ['Alan Turing', 'Do you open on Saturday?'],
  ] as const;
  for (const [index, tenant] of tenants.entries()) {
    await ingestor.ingest(
      texts.map(([name, body], position) => ({
        item: 'message',
        phoneNumberId: tenant.phoneNumberId,
        wamid: `wamid.demo.${index}.${position}`,
        sentAt: at - (3 - position) * 60_000,
        kind: 'text',
        content: { body },
        contextWamid: null,
        target: null,
        opensWindow: true,
        raw: {},
        sender: { userId: null, waId: `49151100000${index}${position}`, profileName: name, username: null },
      })),
    );
  }
}
