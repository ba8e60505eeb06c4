import { expect, test } from '@jest/globals';
import { decideAiPolicy, listAiPolicies } from '../../store/ai/policy.ts';
import { Database } from '../../store/db/database.ts';
import { listKeys } from '../../store/access/api-keys.ts';
import { newId } from '../../store/db/ids.ts';
import { databaseBefore } from '../support/older-database.ts';
import { atFileEnd } from '../support/running-test.ts';

test('what an API key from before proposed takes two people after the upgrade, and everybody’s password stays', async () => {
  const earlier = await databaseBefore('20261129000040_four_eyes');
  const [tenantId, key, ada, bob] = [newId(), newId(), newId(), newId()];
  const at = new Date();
  await earlier.admin.query('INSERT INTO tenant (id, name, created_at, ai_four_eyes) VALUES ($1, $2, $3, true)', [
    tenantId,
    'Before',
    at,
  ]);
  for (const id of [ada, bob])
    await earlier.admin.query(
      `
        INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
        VALUES ($1, $2, $3, 'N', 'TENANT_ADMIN', 'hash', $4)`,
      [id, tenantId, `${id}@example.com`, at],
    );
  await earlier.admin.query(
    `
      INSERT INTO api_key (id, tenant_id, name, prefix, role, created_at)
      VALUES ($1, $2, 'Old', 'sf_live_abcd', 'TENANT_ADMIN', $3)`,
    [key, tenantId, at],
  );
  await earlier.admin.query(
    `
      INSERT INTO ai_policy (tenant_id, version, policy, state, author_kind, author_id, created_at)
      VALUES ($1, 1, '{}', 'waiting', 'api_key', $2, $3)`,
    [tenantId, key, at],
  );

  await earlier.upgrade();
  const database = new Database({ url: earlier.appUrl, poolSize: 4, maxWaitMs: 600_000, timeoutMs: 600_000 });
  atFileEnd(() => database.close());
  await database.withTenant(tenantId, async unit => {
    expect((await listKeys(unit)).map(each => [each.id, each.madeBy])).toEqual([[key, null]]);
    expect(await unit.tx.user.findMany({ select: { passwordHash: true, oneTimeUntil: true } })).toEqual(
      [ada, bob].map(() => ({ passwordHash: 'hash', oneTimeUntil: null })),
    );
    expect((await listAiPolicies(unit))[0]?.approvals).toEqual({ by: [], missing: 2 });
    const decide = (kind: string, id: string) => decideAiPolicy(unit, 1, { kind, id }, true, at.getTime());
    expect(await decide('api_key', key)).toEqual({ kind: 'refused', why: 'not_a_person' });
    expect(await decide('user', ada)).toEqual({ kind: 'counted', missing: 1 });
    expect(await decide('user', ada)).toEqual({ kind: 'refused', why: 'already_approved' });
    expect(await decide('user', bob)).toEqual({ kind: 'approved' });
  });
  // As the code before writes it: a process that is not replaced yet goes on.
  await earlier.admin.query(
    `
      INSERT INTO api_key (id, tenant_id, name, prefix, role, created_at)
      VALUES ($1, $2, 'Meanwhile', 'sf_live_efgh', 'AGENT', $3)`,
    [newId(), tenantId, at],
  );
});
