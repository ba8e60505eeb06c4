/**
 * Contacts, files and sources from before this version are read unchanged, and people can repair what had been refused
 * or kept apart.
 */
import { expect, test } from '@jest/globals';
import { Database } from '../../store/db/database.ts';
import { listDuplicates } from '../../store/inbound/duplicates.ts';
import { newId } from '../../store/db/ids.ts';
import { listSources } from '../../store/knowledge/sources.ts';
import { mediaOf, retryFetch } from '../../store/media/media.ts';
import { databaseBefore } from '../support/older-database.ts';
import { atFileEnd } from '../support/running-test.ts';

test('contacts keep their names, refused files can be fetched after all, sources tell what they told', async () => {
  const earlier = await databaseBefore('20261129000066_identity_wabas');
  const [tenantId, number, queue] = [newId(), newId(), newId()];
  const at = new Date();
  const run = (sql: string, values: readonly unknown[]) => earlier.admin.query(sql, [...values]);
  await run('INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)', [tenantId, 'Before', at]);
  await run(
    "INSERT INTO business_number (id, tenant_id, waba_id, phone_number_id, display_phone_number, name, access_token, created_at) VALUES ($1, $2, '9', '8', '+55 11 3333 4444', 'N', '\\x00', $3)",
    [number, tenantId, at],
  );
  await run("INSERT INTO queue (id, tenant_id, name, created_at) VALUES ($1, $2, 'Q', $3)", [queue, tenantId, at]);
  const people = [
    ['5511987654321', newId()],
    ['551187654321', newId()],
    ['4917012345678', newId()],
  ] as const;
  for (const [waId, contact] of people) {
    await run('INSERT INTO contact (id, tenant_id, created_at) VALUES ($1, $2, $3)', [contact, tenantId, at]);
    await run(
      "INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at) VALUES ($1, 'wa_id', $2, $3, $4)",
      [tenantId, waId, contact, at],
    );
  }
  await run(
    `
      INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
      VALUES ($1, 'user_id', 'DE.OLD', $2, $3)`,
    [tenantId, people[2][1], at],
  );
  const [thread, conversation] = [newId(), newId()];
  await run('INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at) VALUES ($1, $2, $3, $4, $5)', [
    thread,
    tenantId,
    number,
    people[0][1],
    at,
  ]);
  await run(
    `
      INSERT INTO conversation (
        id,
        tenant_id,
        thread_id,
        number_id,
        contact_id,
        phase,
        queue_id,
        opened_at,
        last_message_at,
        last_seq,
        last_wake_seq,
        weight,
        priority,
        window_expiry_noted,
        sends
      )
      VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $7, 1, 0, 0, 0, false, '[]')`,
    [conversation, tenantId, thread, number, people[0][1], queue, at],
  );
  const files = { type_not_allowed: newId(), too_large: newId() };
  for (const [reason, id] of Object.entries(files)) {
    const message = newId();
    await run(
      `
        INSERT INTO message (id, tenant_id, conversation_id, number_id, direction, kind, content, at, received_at)
        VALUES ($1, $2, $3, $4, 'inbound', 'document', '{}', $5, $5)`,
      [message, tenantId, conversation, number, at],
    );
    await run(
      `
        INSERT INTO media (
          id,
          tenant_id,
          conversation_id,
          message_id,
          number_id,
          kind,
          wa_media_id,
          state,
          reason,
          created_at
        )
        VALUES ($1, $2, $3, $4, $5, 'document', '1', 'refused', $6, $7)`,
      [id, tenantId, conversation, message, number, reason, at],
    );
  }
  const source = newId();
  await run(
    `
      INSERT INTO kb_source (
        id,
        tenant_id,
        kind,
        name,
        url,
        state,
        round,
        publish,
        audience,
        max_pages,
        author_kind,
        author_id,
        created_at
      )
      VALUES ($1, $2, 'site', 'S', 'https://example.com/', 'done', 1, true, 'customer', 5, 'user', $3, $4)`,
    [source, tenantId, newId(), at],
  );
  await run(
    `
      INSERT INTO kb_source_page (tenant_id, source_id, url, round, place, depth, state, problem)
      VALUES ($1, $2, 'https://example.com/', 1, 0, 0, 'failed', 'gone')`,
    [tenantId, source],
  );

  await earlier.upgrade();
  const database = new Database({ url: earlier.appUrl, poolSize: 4, maxWaitMs: 600_000, timeoutMs: 600_000 });
  atFileEnd(() => database.close());
  await database.withTenant(tenantId, async unit => {
    expect((await listDuplicates(unit, null, 10)).pairs.map(([one, other]) => [one.waId, other.waId])).toEqual([
      ['5511987654321', '551187654321'],
    ]);
    const shown = [
      ...(
        await mediaOf(
          unit,
          (await unit.tx.message.findMany({ select: { id: true } })).map(row => row.id),
        )
      ).values(),
    ].flat();
    expect(shown.map(each => [each.reason?.code, each.canRetry, each.warnings, each.preview]).sort()).toEqual([
      ['too_large', false, [], null],
      ['type_not_allowed', true, [], null],
    ]);
    expect([await retryFetch(unit, files.type_not_allowed), await retryFetch(unit, files.too_large)]).toEqual([
      true,
      false,
    ]);
    expect((await listSources(unit))[0]?.problems).toEqual([
      { url: 'https://example.com/', code: 'gone', leftOut: null },
    ]);
  });
  // As the code before writes it: a process that is not replaced yet goes on.
  await run(
    `
      INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
      VALUES ($1, 'user_id', 'DE.MEANWHILE', $2, $3)`,
    [tenantId, people[1][1], at],
  );
});
