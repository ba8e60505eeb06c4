import { recordOf } from '../../domain/whatsapp/record.ts';
import { CLOCK_SKEW_MS, plausibleTime } from '../../domain/whatsapp/times.ts';
import type { TenantUnit } from '../db/database.ts';

const VALUES: ReadonlyMap<unknown, boolean> = new Map([
  ['stop', true],
  ['resume', false],
  ['signup', false],
]);

interface Said {
  readonly wa_id: string;
  readonly stopped: boolean;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Records which contacts want marketing messages and which do not. The latest preference of each counts, in whatever
 * order they arrive. Source: webhook field `user_preferences`.
 */
export async function applyPreferences(
  unit: TenantUnit,
  field: string,
  value: unknown,
  receivedAt: number,
): Promise<void> {
  const list = recordOf(value)?.['user_preferences'];
  if (field !== 'user_preferences' || !Array.isArray(list)) return;
  const said = list.flatMap((each): Said[] => {
    const { category, value: word, wa_id: waId, timestamp } = recordOf(each) ?? {};
    const stopped = VALUES.get(word);
    if (category !== 'marketing_messages' || stopped === undefined || typeof waId !== 'string') return [];
    return [{ wa_id: waId, stopped, at: new Date(plausibleTime(Number(timestamp) * 1000, receivedAt)).toISOString() }];
  });
  if (said.length === 0) return;
  // In one statement, since the number of contacts in a body is not limited.
  await unit.tx.$executeRaw`
    WITH
      said AS (
        SELECT DISTINCT ON (i.contact_id) i.contact_id, s.stopped, s.at
        FROM (
            SELECT *, row_number() OVER () AS place
            FROM jsonb_to_recordset(${JSON.stringify(said)}::jsonb) AS s(wa_id text, stopped boolean, at timestamptz)
          ) s
          JOIN contact_identity i ON i.tenant_id = ${unit.tenantId}::uuid
            AND i.kind = 'wa_id'
            AND i.value = s.wa_id
        ORDER BY i.contact_id, s.at DESC, s.place DESC
      ),
      locked AS (
        SELECT c.id
        FROM contact c JOIN said ON said.contact_id = c.id
        WHERE c.tenant_id = ${unit.tenantId}::uuid
        ORDER BY c.id
        FOR NO KEY UPDATE OF c
      )
    UPDATE contact c
    SET marketing_stopped = said.stopped, marketing_said_at = said.at
    FROM said
    WHERE c.id = said.contact_id
      AND c.tenant_id = ${unit.tenantId}::uuid
      AND c.id IN (SELECT id FROM locked)
      AND (
        c.marketing_said_at IS NULL
        OR c.marketing_said_at <= said.at
        OR c.marketing_said_at > ${new Date(receivedAt + CLOCK_SKEW_MS)}::timestamptz
      )`;
}

/**
 * Records a contact's preference on marketing messages, unless a later one is stored.
 * @param at when it was expressed, epoch milliseconds. A stored one that is later by more than the clock skew allowed
 * cannot be right, and is replaced.
 */
export async function sayMarketing(unit: TenantUnit, contactId: string, stopped: boolean, at: number): Promise<void> {
  const earlier = [
    { marketingSaidAt: null },
    { marketingSaidAt: { lte: new Date(at) } },
    { marketingSaidAt: { gt: new Date(at + CLOCK_SKEW_MS) } },
  ];
  await unit.tx.contact.updateMany({
    where: { tenantId: unit.tenantId, id: contactId, OR: earlier },
    data: { marketingStopped: stopped, marketingSaidAt: new Date(at) },
  });
}
