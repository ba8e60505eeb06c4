/**
 * The commands of `npm run admin`. Changes to a tenant are recorded in its audit log with the actor `operator_cli`,
 * changes to the platform in `platform_audit`.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hashPassword } from '../../api/access/passwords.ts';
import { email as address, text } from '../../api/http/input.ts';
import { FOUR_EYES_PEOPLE } from '../../domain/access/four-eyes.ts';
import { addAgent } from '../../store/acd/agents.ts';
import { noteAct, notePlatformAct } from '../../store/access/audit.ts';
import type { TenantUnit, Transaction } from '../../store/db/database.ts';
import { directoryHash } from '../../store/tenant/directory.ts';
import { newId } from '../../store/db/ids.ts';
import { createKey, listKeys, revokeKey } from '../../store/access/api-keys.ts';
import { activeAdministratorCount } from '../../store/access/approvals.ts';
import { addOperator, disableOperator, resetOperatorPassword } from '../../store/access/operators.ts';
import { createTenant } from '../../store/tenant/create.ts';
import { addUser, disableUser, resetPassword } from '../../store/access/users.ts';
import { migrate, waitingContractSteps } from '../migrate.ts';
import type { AdminContext, Command } from './command.ts';
import { AdminError, command } from './command.ts';

const HOUR_MS = 3_600_000;
const PASSWORD_BYTES = 15;
const AGENT_CAPACITY = 3;
const ACTOR = { kind: 'operator_cli', id: null } as const;

const name = text(100);
const email = address.transform(value => value.toLowerCase());
const tenant = z.uuid();
const OPERATORS = 'platform';
const atTenant = z
  .union([tenant, z.literal(OPERATORS)])
  .optional()
  .meta({ description: `Where several log in with the address: at which tenant; "${OPERATORS}": as an operator.` });
const role = z.enum(['TENANT_ADMIN', 'AGENT']);
const hours = z.coerce
  .number()
  .int()
  .min(1)
  .max(720)
  .default(72)
  .meta({ description: 'How long the one-time password is good; 72 unless given.' });

interface OneTime {
  readonly password: string;
  readonly passwordHash: string;
  readonly oneTimeUntil: Date;
}

async function oneTimePassword(validHours: number, at: number): Promise<OneTime> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  return { password, passwordHash: await hashPassword(password), oneTimeUntil: new Date(at + validHours * HOUR_MS) };
}

const shown = ({ password, oneTimeUntil }: OneTime) => ({
  oneTimePassword: password,
  oneTimeUntil: oneTimeUntil.toISOString(),
});
const ONCE = [
  'The password is shown this once. At the first log-in it must be changed; until then it opens nothing else.',
];

const note = (
  unit: TenantUnit,
  action: string,
  targetId: string,
  at: number,
  data: Record<string, string> = {},
): Promise<void> => noteAct(unit, { actor: ACTOR, action, targetId, at, data });

/**
 * Runs `work` in one transaction under the tenant's row-level security.
 * @throws AdminError when the tenant is unknown.
 */
function inTenant<T>({ database }: AdminContext, tenantId: string, work: (unit: TenantUnit) => Promise<T>): Promise<T> {
  return database.withTenant(tenantId, async unit => {
    if ((await unit.tx.tenant.count({ where: { id: tenantId } })) === 0)
      throw new AdminError('tenant_unknown', 'There is no such tenant.', 'tenant');
    return work(unit);
  });
}

/** Identifies a person by e-mail address and, where several people log in with it, by tenant. */
interface LogIn {
  readonly email: string;
  readonly tenant?: string | undefined;
}

/**
 * Looks up who logs in with an address: a user of a tenant, or an operator of the platform (`tenantId` is null).
 * @throws AdminError when nobody does (`email_unknown`), or more than one person (`tenant_required`).
 */
async function whoIs(
  { database }: AdminContext,
  { email: name, tenant: at }: LogIn,
): Promise<{ readonly tenantId: string | null; readonly id: string }> {
  const where = {
    hash: directoryHash('login', name),
    kind: 'login',
    ...(at === undefined ? {} : { tenantId: at === OPERATORS ? null : at }),
  };
  const [found, ...others] = await database.withPlatform(tx =>
    tx.directoryCredential.findMany({ where, orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }] }),
  );
  if (found === undefined) throw new AdminError('email_unknown', 'Nobody logs in with this e-mail address.', 'email');
  if (others.length > 0)
    throw new AdminError(
      'tenant_required',
      `Several log in with this e-mail address. Say at which tenant: ${[found, ...others].map(each => each.tenantId ?? OPERATORS).join(', ')}`,
      'tenant',
    );
  return { tenantId: found.tenantId, id: found.userId };
}

const taken = (where: string): AdminError =>
  new AdminError('email_taken', `Somebody of the ${where} logs in with this e-mail address already.`, 'email');

/**
 * Applies `work.user` or `work.operator`, depending on who logs in with the address, and records `action` in the audit
 * log of the tenant or of the platform, in the same transaction.
 */
async function toPerson(
  context: AdminContext,
  who: LogIn,
  action: string,
  work: {
    readonly user: (unit: TenantUnit, id: string) => Promise<void>;
    readonly operator: (tx: Transaction, id: string) => Promise<void>;
  },
): Promise<{ readonly tenantId: string | null; readonly id: string }> {
  const { tenantId, id } = await whoIs(context, who);
  if (tenantId !== null)
    await inTenant(context, tenantId, async unit => {
      await work.user(unit, id);
      await note(unit, `user.${action}`, id, context.at);
    });
  else
    await context.database.withPlatform(async tx => {
      await work.operator(tx, id);
      await notePlatformAct(tx, { actor: ACTOR, action: `operator.${action}`, targetId: id, at: context.at, data: {} });
    });
  return { tenantId, id };
}

const databaseMigrate = command({
  name: 'database migrate',
  summary: 'Bring the tables up to date',
  input: z.strictObject({}),
  run: async ({ ownerUrl }) => {
    const applied = await migrate(ownerUrl);
    const waiting = await waitingContractSteps(ownerUrl);
    return {
      values: { applied, waiting },
      notes:
        waiting.length === 0
          ? []
          : ['What waits is taken with `npm run migrate -- --contract`, once no process of the release before runs.'],
    };
  },
});

const tenantCreate = command({
  name: 'tenant create',
  summary: 'Make a company, with a first queue',
  input: z.strictObject({
    name,
    queue: name
      .default('Support')
      .meta({ description: 'Where conversations wait that no rule sends elsewhere; "Support" unless given.' }),
    timeZone: z
      .string()
      .default('UTC')
      .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin')
      .meta({ description: 'UTC unless given.' }),
  }),
  run: async ({ database, at }, input) => {
    const tenantId = newId();
    const queueId = await database.withTenant(tenantId, async unit => {
      const made = await createTenant(unit, { name: input.name, timeZone: input.timeZone, queueName: input.queue }, at);
      await note(unit, 'tenant.create', tenantId, at);
      return made;
    });
    return {
      values: { tenantId, queueId },
      notes: [`Next: npm run admin -- user create --tenant ${tenantId} --role TENANT_ADMIN --name … --email …`],
    };
  },
});

const userCreate = command({
  name: 'user create',
  summary: 'Make somebody who logs in, with a one-time password',
  input: z.strictObject({ tenant, email, name, role, hours }),
  run: async (context, input) => {
    const oneTime = await oneTimePassword(input.hours, context.at);
    const { passwordHash, oneTimeUntil } = oneTime;
    const userId = await inTenant(context, input.tenant, async unit => {
      const person = { name: input.name, email: input.email, passwordHash, oneTimeUntil };
      const made =
        input.role === 'AGENT'
          ? await addAgent(unit, { ...person, max: AGENT_CAPACITY }, context.at)
          : await addUser(unit, { ...person, role: input.role }, context.at);
      if (made === null) throw taken('tenant');
      await note(unit, 'user.create', made, context.at, { role: input.role });
      return made;
    });
    return { values: { userId, email: input.email, ...shown(oneTime) }, notes: ONCE };
  },
});

const userResetPassword = command({
  name: 'user reset-password',
  summary: 'Give somebody a one-time password instead; all sessions end. Also for operators',
  input: z.strictObject({ email, hours, tenant: atTenant }),
  run: async (context, input) => {
    const oneTime = await oneTimePassword(input.hours, context.at);
    const { id } = await toPerson(context, input, 'reset_password', {
      user: (unit, id) => resetPassword(unit, id, oneTime),
      operator: (tx, id) => resetOperatorPassword(tx, id, oneTime),
    });
    return { values: { userId: id, email: input.email, ...shown(oneTime) }, notes: ONCE };
  },
});

const userDisable = command({
  name: 'user disable',
  summary: 'Nobody logs in as this person any more; all sessions end. Also for operators',
  input: z.strictObject({ email, tenant: atTenant }),
  run: async (context, input) => {
    let notes: string[] = [];
    const { id } = await toPerson(context, input, 'disable', {
      user: async (unit, userId) => {
        await disableUser(unit, userId, context.at);
        notes = await tooFew(unit);
      },
      operator: (tx, userId) => disableOperator(tx, userId, context.at),
    });
    return { values: { userId: id, email: input.email, disabled: true }, notes };
  },
});

/**
 * Warns when a four-eyes setting is on and fewer than two administrators are active: the setting stays on, so nobody
 * can approve anything until there is a second one.
 */
async function tooFew(unit: TenantUnit): Promise<string[]> {
  const { templateFourEyes, aiFourEyes } = await unit.tx.tenant.findUniqueOrThrow({
    where: { id: unit.tenantId },
    select: { templateFourEyes: true, aiFourEyes: true },
  });
  const administrators = await activeAdministratorCount(unit);
  return (templateFourEyes || aiFourEyes) && administrators < FOUR_EYES_PEOPLE
    ? [
        `Four eyes are on and ${administrators} administrator${administrators === 1 ? ' is' : 's are'} active: what waits keeps waiting until there are two. Make another one with \`user create\`.`,
      ]
    : [];
}

const operatorCreate = command({
  name: 'operator create',
  summary: 'Make somebody of the platform (SUPER_ADMIN), with a one-time password',
  input: z.strictObject({ email, name, hours }),
  run: async ({ database, at }, input) => {
    const oneTime = await oneTimePassword(input.hours, at);
    const { passwordHash, oneTimeUntil } = oneTime;
    const operatorId = await database.withPlatform(async tx => {
      const made = await addOperator(tx, { email: input.email, name: input.name, passwordHash, oneTimeUntil }, at);
      if (made === null) throw taken(OPERATORS);
      await notePlatformAct(tx, { actor: ACTOR, action: 'operator.create', targetId: made, at, data: {} });
      return made;
    });
    return { values: { operatorId, email: input.email, ...shown(oneTime) }, notes: ONCE };
  },
});

const queueIds = z
  .string()
  .default('')
  .transform(value =>
    value
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== ''),
  )
  .pipe(z.array(z.uuid()))
  .meta({
    description:
      'With --role AGENT: the ids of the queues whose conversations it sees, with commas; none unless given.',
  });

const keyCreate = command({
  name: 'key create',
  summary: 'Make an API key',
  input: z.strictObject({
    tenant,
    name,
    role,
    madeBy: email.optional().meta({
      description:
        'The administrator who asked for the key and gets it: agrees to nothing that it proposes. Without, what it proposes takes two people.',
    }),
    queues: queueIds,
  }),
  run: async (context, input) => {
    const made = await inTenant(context, input.tenant, async unit => {
      await checkQueues(unit, input.queues);
      const created = await createKey(
        unit,
        {
          name: input.name,
          role: input.role,
          queueIds: input.queues,
          madeBy: input.madeBy === undefined ? null : await maker(unit, input.madeBy),
        },
        context.at,
      );
      await note(unit, 'key.create', created.id, context.at, { role: input.role });
      return created;
    });
    return { values: { keyId: made.id, key: made.key }, notes: ['The key is shown this once.'] };
  },
});

/** @throws AdminError when one of the ids is not a queue of the tenant. */
async function checkQueues({ tx, tenantId }: TenantUnit, ids: readonly string[]): Promise<void> {
  const found = await tx.queue.count({ where: { tenantId, id: { in: [...ids] } } });
  if (found < new Set(ids).size) throw new AdminError('queue_unknown', 'The tenant has no such queue.', 'queues');
}

/**
 * The id of the administrator who gets the key.
 * @throws AdminError when the tenant has no active administrator with that address.
 */
async function maker({ tx, tenantId }: TenantUnit, address: string): Promise<string> {
  const found = await tx.user.findFirst({
    where: { tenantId, email: address, role: 'TENANT_ADMIN', disabledAt: null },
    select: { id: true },
  });
  if (found === null)
    throw new AdminError('maker_unknown', 'The tenant has no such administrator who is active.', 'made-by');
  return found.id;
}

const keyList = command({
  name: 'key list',
  summary: 'The API keys of a tenant, without their secrets',
  input: z.strictObject({ tenant }),
  run: async (context, input) => {
    const keys = await inTenant(context, input.tenant, listKeys);
    return {
      values: {
        keys: keys.map(each => ({
          id: each.id,
          name: each.name,
          prefix: each.prefix,
          role: each.role,
          queueIds: each.queueIds,
          madeBy: each.madeBy,
          createdAt: each.createdAt.toISOString(),
          revokedAt: each.revokedAt?.toISOString() ?? null,
        })),
      },
    };
  },
});

const keyRevoke = command({
  name: 'key revoke',
  summary: 'The key opens nothing any more, from now on',
  input: z.strictObject({ tenant, id: z.uuid() }),
  run: async (context, input) => {
    await inTenant(context, input.tenant, async unit => {
      if (!(await revokeKey(unit, input.id, context.at)))
        throw new AdminError('key_unknown', 'The tenant has no such key that is still in use.', 'id');
      await note(unit, 'key.revoke', input.id, context.at);
    });
    return { values: { keyId: input.id, revoked: true } };
  },
});

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

export const COMMANDS: readonly Command[] = [
  databaseMigrate,
  tenantCreate,
  userCreate,
  userResetPassword,
  userDisable,
  operatorCreate,
  keyCreate,
  keyList,
  keyRevoke,
];
