/**
 * The hot path of the webhook: messages of known contacts into their open conversations. The same locks in the same
 * order, the same decisions and the same writer as the general path (messages.ts), in four statements over a bare
 * connection. Whatever is not that simple — a new contact, a new name, a conversation to open or reopen, wrap-up — is
 * left to the general path.
 */
import { createHash } from 'node:crypto';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { Database } from '../database.ts';
import type { HotUnit } from '../hot-pool.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { WRITE_CTES, WRITTEN_COUNT, foldChanges } from '../conversation/write.ts';
import { newId } from '../ids.ts';
import type { TenantSettings } from '../settings.ts';
import type { Outcome, Placed } from './messages.ts';
import { receiveOnThread } from './messages.ts';
import { identitiesOf } from './contacts.ts';

interface Known {
  readonly kind: string; readonly value: string; readonly contact_id: string; readonly profile_name: string | null; readonly username: string | null;
  readonly thread_id: string; readonly number_id: string; readonly phone_number_id: string; readonly last_inbound_at: Date | null;
}

const LOCK = `
  SELECT i.kind, i.value, i.contact_id, c.profile_name, c.username, t.id AS thread_id, t.number_id, n.phone_number_id, t.last_inbound_at
  FROM unnest($1::text[], $2::text[], $3::text[]) AS w(kind, value, phone_number_id)
  JOIN business_number n ON n.phone_number_id = w.phone_number_id
  JOIN contact_identity i ON i.tenant_id = current_tenant() AND i.kind = w.kind AND i.value = w.value
  JOIN thread t ON t.tenant_id = i.tenant_id AND t.number_id = n.id AND t.contact_id = i.contact_id
  JOIN contact c ON c.id = i.contact_id
  ORDER BY t.number_id, t.contact_id FOR KEY SHARE OF i FOR NO KEY UPDATE OF t`;

const CONVERSATIONS = `
  SELECT * FROM conversation WHERE tenant_id = current_tenant() AND thread_id = ANY($1::uuid[]) AND phase IN ('queued', 'offered', 'active')
  ORDER BY id FOR NO KEY UPDATE`;

const KEYS = `
  INSERT INTO inbound_key (tenant_id, number_id, wamid_hash, message_id, created_at)
  SELECT current_tenant(), n.number_id, n.hash, n.message_id, $4::timestamptz
  FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS n(number_id, hash, message_id)
  ORDER BY 2, 3 ON CONFLICT DO NOTHING RETURNING message_id`;

const WRITE = `${WRITE_CTES}, stored AS (
    INSERT INTO message (id, tenant_id, conversation_id, number_id, direction, kind, content, raw, wamid, context_wamid, at, received_at)
    SELECT id, current_tenant(), conversation_id, number_id, 'inbound', kind, content, raw, wamid, context_wamid, at, received_at
    FROM jsonb_to_recordset($4::jsonb) AS m(id uuid, conversation_id uuid, number_id uuid, kind text, content jsonb, raw jsonb, wamid text, context_wamid text, at timestamptz, received_at timestamptz)
  ), heard AS (
    UPDATE thread t SET last_inbound_at = h.at FROM unnest($5::uuid[], $6::timestamptz[]) AS h(id, at) WHERE t.id = h.id
  ) SELECT ${WRITTEN_COUNT}`;

/** @returns what became of each message; null for those the general path has to take. */
export async function storeHot(database: Database, tenantId: string, settings: TenantSettings, messages: readonly InboundMessage[], at: number): Promise<(Outcome | null)[]> {
  if (!messages.some(isSimple)) return messages.map(() => null);
  return database.withTenantHot(tenantId, unit => store(unit, settings, messages, at));
}

const isSimple = (message: InboundMessage): boolean => message.target === null;

async function store(unit: HotUnit, settings: TenantSettings, messages: readonly InboundMessage[], at: number): Promise<(Outcome | null)[]> {
  const names = messages.filter(isSimple).flatMap(({ sender, phoneNumberId }) => identitiesOf(sender).map(identity => ({ ...identity, phoneNumberId })));
  const wanted = [...new Map(names.map(name => [`${name.kind}:${name.value}:${name.phoneNumberId}`, name])).values()];
  const known = await unit.query<Known & { [column: string]: unknown }>('hot_lock', LOCK, [wanted.map(each => each.kind), wanted.map(each => each.value), wanted.map(each => each.phoneNumberId)]);
  const placed = messages.map(message => place(message, known));
  const threadIds = [...new Set(placed.flatMap(item => (item === null ? [] : [item.thread.id])))];
  if (threadIds.length === 0) return messages.map(() => null);
  const current = new Map((await unit.query<ConversationRow & { [column: string]: unknown }>('hot_conversations', CONVERSATIONS, [threadIds])).map(row => [row.thread_id, row]));
  const ready = placed.map(item => (item !== null && current.has(item.thread.id) ? item : null));
  const mine = ready.filter(item => item !== null);
  if (mine.length === 0) return messages.map(() => null);
  const taken = new Set((await unit.query<{ message_id: string }>('hot_keys', KEYS, [mine.map(item => item.numberId), mine.map(item => item.hash), mine.map(item => item.messageId), new Date(at)])).map(row => row.message_id));
  const fresh = mine.filter(item => taken.has(item.messageId));
  if (fresh.length > 0) await write(unit, fresh, current, settings, at);
  return ready.map(item => (item === null ? null : taken.has(item.messageId) ? 'stored' : 'duplicate'));
}

type Ready = Placed & { readonly thread: NonNullable<Placed['thread']> };

function place(message: InboundMessage, known: readonly Known[]): Ready | null {
  if (!isSimple(message)) return null;
  const identities = identitiesOf(message.sender);
  const rows = identities.map(identity => known.find(row => row.kind === identity.kind && row.value === identity.value && row.phone_number_id === message.phoneNumberId));
  const [row] = rows;
  // Every name must be known and mean the same contact, with nothing to note about it.
  if (row === undefined || rows.some(other => other?.contact_id !== row.contact_id)) return null;
  const { profileName, username } = message.sender;
  if ((profileName !== null && profileName !== row.profile_name) || (username !== null && username !== row.username)) return null;
  return {
    message, messageId: newId(), numberId: row.number_id, hash: createHash('sha256').update(message.wamid).digest(), conversationId: '',
    thread: { id: row.thread_id, number_id: row.number_id, contact_id: row.contact_id, last_inbound_at: row.last_inbound_at },
  };
}

async function write(unit: HotUnit, fresh: readonly Ready[], current: ReadonlyMap<string, ConversationRow>, settings: TenantSettings, at: number): Promise<void> {
  const heard = new Map<string, number>();
  const threads = new Map(fresh.map(item => [item.thread.id, item.thread]));
  const changes = [...threads.values()].map(thread => receiveOnThread(thread, current.get(thread.id) ?? null, fresh.filter(item => item.thread.id === thread.id), settings, at, heard));
  changes.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
  const { rows, events, effects } = foldChanges(unit.tenantId, changes);
  if (effects.length > 0) throw new Error('the hot path has no effects');
  const receivedAt = new Date(at).toISOString();
  const stored = fresh.map(({ message, messageId, numberId, conversationId }) => ({
    id: messageId, conversation_id: conversationId, number_id: numberId, kind: message.kind, content: message.content, raw: message.raw,
    wamid: message.wamid, context_wamid: message.contextWamid, at: new Date(message.sentAt).toISOString(), received_at: receivedAt,
  }));
  const [written] = await unit.query<{ count: string }>('hot_write', WRITE, [JSON.stringify(rows), JSON.stringify(events), true, JSON.stringify(stored), [...heard.keys()], [...heard.values()].map(time => new Date(time))]);
  if (Number(written?.count) !== rows.length) throw new Error('a conversation changed although its row was locked');
  unit.wake.outbox = true;
  for (const change of changes) unit.wake.conversations.add(change.conversationId);
}
