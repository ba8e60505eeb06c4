/** Demo data: two tenants, each with two administrators, three agents, two queues and a number at the simulator. */
import { randomBytes } from 'node:crypto';
import { hashPassword } from '../api/access/passwords.ts';
import type { Database } from '../store/db/database.ts';
import { newId } from '../store/db/ids.ts';
import { claimNumber } from '../store/numbers/lifecycle.ts';
import { sealToken } from '../store/numbers/token.ts';
import { createKey } from '../store/access/api-keys.ts';
import { addOperator } from '../store/access/operators.ts';
import { addUser } from '../store/access/users.ts';
import type { SecretBox } from '../store/db/secret-box.ts';

interface DemoUser {
  readonly role: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly id: string;
}
export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
  readonly accessToken: string;
  readonly apiKey: string;
  readonly users: readonly DemoUser[];
  readonly queues: readonly { readonly id: string; readonly name: string }[];
}
/** What a tenant is to be like; what is not given has its default. */
export interface TenantPlan {
  readonly name: string;
  readonly slug: string;
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
  readonly agents: readonly string[];
  readonly secondAdministrator?: string;
  readonly retentionDays?: number;
  readonly maxPerAgent?: number;
  readonly wrapUpMs?: number;
  readonly acceptTimeoutMs?: number;
  readonly excludeMs?: number;
  readonly missLimit?: number;
}

export const DEMO_PLANS: readonly TenantPlan[] = [
  {
    name: 'Bluebird Bikes',
    slug: 'bluebird',
    wabaId: '200000000000001',
    phoneNumberId: '100000000000001',
    displayPhoneNumber: '+49 30 1234501',
    secondAdministrator: 'Nina Roth',
    agents: ['Mia Berg', 'Jonas Holt', 'Sara Lind'],
  },
  {
    name: 'Cedar Clinic',
    slug: 'cedar',
    wabaId: '200000000000002',
    phoneNumberId: '100000000000002',
    displayPhoneNumber: '+49 30 1234502',
    secondAdministrator: 'Paul Ewing',
    agents: ['Omar Aziz', 'Lena Kurz', 'Tom Vale'],
  },
];

const secret = (bytes = 12): string => randomBytes(bytes).toString('base64url');

/**
 * Creates a tenant with everything it needs to receive messages: users, queues, agents, a number, an API key.
 * @param at epoch milliseconds.
 * @param password one password for all users, with its hash, so that tests hash only once; by default each user gets a
 * random one.
 * @throws Error when an e-mail address or the number is taken.
 */
export async function createTenant(
  database: Database,
  box: SecretBox,
  plan: TenantPlan,
  at: number,
  password?: { readonly plain: string; readonly hash: string },
): Promise<DemoTenant> {
  const [id, numberId, supportId, salesId] = [newId(), newId(), newId(), newId()];
  const accessToken = `EAA${secret(24)}`;
  const createdAt = new Date(at);
  const people: readonly { readonly role: 'TENANT_ADMIN' | 'AGENT'; readonly name: string; readonly email: string }[] =
    [
      { role: 'TENANT_ADMIN', name: `${plan.name} Admin`, email: `admin@${plan.slug}.example` },
      ...plan.agents.map((name, index) => ({
        role: 'AGENT' as const,
        name,
        email: `agent${index + 1}@${plan.slug}.example`,
      })),
      // Four-eyes approval needs two administrators.
      ...(plan.secondAdministrator === undefined
        ? []
        : [{ role: 'TENANT_ADMIN' as const, name: plan.secondAdministrator, email: `admin2@${plan.slug}.example` }]),
    ];
  const wanted = await Promise.all(
    people.map(async person => {
      const plain = password?.plain ?? secret();
      return { ...person, password: plain, hash: password?.hash ?? (await hashPassword(plain)) };
    }),
  );
  const { users, apiKey } = await database.withTenant(id, async unit => {
    const { tx } = unit;
    await tx.tenant.create({
      data: {
        id,
        name: plan.name,
        createdAt,
        defaultQueueId: supportId,
        ...(plan.retentionDays === undefined ? {} : { retentionDays: plan.retentionDays }),
      },
    });
    const users: DemoUser[] = [];
    for (const { hash: passwordHash, ...person } of wanted) {
      const userId = await addUser(
        unit,
        { name: person.name, email: person.email, role: person.role, passwordHash, oneTimeUntil: null },
        at,
      );
      if (userId === null) throw new Error(`somebody of ${plan.name} has the address ${person.email} already`);
      users.push({ ...person, id: userId });
    }
    const times = {
      ...(plan.wrapUpMs === undefined ? {} : { wrapUpMs: plan.wrapUpMs }),
      ...(plan.acceptTimeoutMs === undefined ? {} : { acceptTimeoutMs: plan.acceptTimeoutMs }),
      ...(plan.excludeMs === undefined ? {} : { excludeMs: plan.excludeMs }),
      ...(plan.missLimit === undefined ? {} : { missLimit: plan.missLimit }),
    };
    await tx.queue.createMany({
      data: [
        { id: supportId, tenantId: id, name: 'Support', createdAt, ...times },
        { id: salesId, tenantId: id, name: 'Sales', createdAt, ...times },
      ],
    });
    const agents = users.filter(user => user.role === 'AGENT');
    await tx.queueMember.createMany({
      data: agents.flatMap((agent, index) => [
        { tenantId: id, queueId: supportId, agentId: agent.id },
        ...(index < 2 ? [{ tenantId: id, queueId: salesId, agentId: agent.id }] : []),
      ]),
    });
    await tx.agentState.createMany({
      data: agents.map((agent, index) => ({
        agentId: agent.id,
        tenantId: id,
        presenceSince: createdAt,
        idleSince: new Date(at + index),
        max: plan.maxPerAgent ?? 3,
      })),
    });
    const sealed = sealToken(box, id, numberId, accessToken);
    await tx.businessNumber.create({
      data: {
        id: numberId,
        tenantId: id,
        phoneNumberId: plan.phoneNumberId,
        wabaId: plan.wabaId,
        displayPhoneNumber: plan.displayPhoneNumber,
        name: plan.name,
        accessToken: sealed,
        createdAt,
      },
    });
    if (!(await claimNumber(unit, numberId, plan.phoneNumberId)))
      throw new Error(`the number ${plan.phoneNumberId} is another tenant’s`);
    return { users, apiKey: (await createKey(unit, { name: 'Demo key', role: 'TENANT_ADMIN', madeBy: null }, at)).key };
  });
  return {
    id,
    name: plan.name,
    wabaId: plan.wabaId,
    phoneNumberId: plan.phoneNumberId,
    displayPhoneNumber: plan.displayPhoneNumber,
    accessToken,
    apiKey,
    users,
    queues: [
      { id: supportId, name: 'Support' },
      { id: salesId, name: 'Sales' },
    ],
  };
}

/**
 * Creates an operator (SUPER_ADMIN).
 * @param owner a connection as the database's owner, the only role that may create operators.
 * @throws Error when another operator has the address.
 */
export async function createPlatformUser(
  owner: Database,
  email: string,
  name: string,
  at: number,
  password = secret(),
): Promise<{ email: string; password: string }> {
  const passwordHash = await hashPassword(password);
  const id = await owner.withPlatform(tx => addOperator(tx, { email, name, passwordHash, oneTimeUntil: null }, at));
  if (id === null) throw new Error(`another operator has the address ${email} already`);
  return { email, password };
}
