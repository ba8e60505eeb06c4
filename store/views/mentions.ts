import { cut } from '../../domain/text/cut.ts';
import type { Sight } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import { within } from './conversation-filter.ts';

const PREVIEW_LENGTH = 200;

/** Where somebody was mentioned. */
export interface MentionView {
  readonly messageId: string;
  readonly conversationId: string;
  /** The contact of the conversation, null: it has no name. */
  readonly contactName: string | null;
  /** Who wrote the note; null: that is not known. */
  readonly authorName: string | null;
  /** How the note begins. */
  readonly preview: string | null;
  readonly at: string;
  readonly seenAt: string | null;
}

interface Row {
  message_id: string;
  conversation_id: string;
  contact_name: string | null;
  author_name: string | null;
  body: string | null;
  at: Date;
  seen_at: Date | null;
}

/** Where a person was mentioned, in conversations within the person's sight, the latest first. */
export async function listMentions(
  { tx, tenantId }: TenantUnit,
  sight: Sight,
  userId: string,
  {
    unseen,
    after,
    limit,
  }: {
    readonly unseen: boolean;
    readonly after: { readonly at: string; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<MentionView[]> {
  const conditions = [
    ...ofPerson(tenantId, userId, unseen),
    ...within(sight),
    ...readable(sight, userId),
    ...(after === null
      ? []
      : [Prisma.sql`(n.at, n.message_id) < (${new Date(after.at)}::timestamptz, ${after.id}::uuid)`]),
  ];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT
      n.message_id,
      n.conversation_id,
      coalesce(k.given_name, k.profile_name, k.username) AS contact_name,
      coalesce(u.name, a.name) AS author_name,
      m.content ->> 'body' AS body,
      n.at,
      n.seen_at
    FROM mention n
      JOIN conversation c ON c.tenant_id = n.tenant_id AND c.id = n.conversation_id
      JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
      JOIN message m ON m.tenant_id = n.tenant_id AND m.id = n.message_id
      LEFT JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.author_id
      LEFT JOIN api_key a ON a.tenant_id = m.tenant_id AND a.id = m.author_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY n.at DESC, n.message_id DESC
    LIMIT ${limit}`;
  return rows.map(row => ({
    messageId: row.message_id,
    conversationId: row.conversation_id,
    contactName: row.contact_name,
    authorName: row.author_name,
    preview: row.body === null ? null : cut(row.body, PREVIEW_LENGTH),
    at: row.at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
  }));
}

/** In how many conversations of a sight a person is mentioned and has not seen it. */
export async function countUnseenMentions({ tx, tenantId }: TenantUnit, sight: Sight, userId: string): Promise<number> {
  const conditions = [...ofPerson(tenantId, userId, true), ...within(sight)];
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    SELECT count(DISTINCT n.conversation_id)::int AS number
    FROM mention n JOIN conversation c ON c.tenant_id = n.tenant_id AND c.id = n.conversation_id
    WHERE ${Prisma.join(conditions, ' AND ')}`;
  return row?.number ?? 0;
}

const ofPerson = (tenantId: string, userId: string, unseen: boolean): Prisma.Sql[] => [
  Prisma.sql`n.tenant_id = ${tenantId}::uuid`,
  Prisma.sql`n.user_id = ${userId}::uuid`,
  Prisma.sql`c.phase <> 'erased'`,
  ...(unseen ? [Prisma.sql`n.seen_at IS NULL`] : []),
];

/** A whisper is read by whom it was written to, and its author; administrators read all. */
const readable = (sight: Sight, userId: string): Prisma.Sql[] =>
  sight.all
    ? []
    : [
        Prisma.sql`(
          coalesce(m.private_to, '{}') = '{}' OR ${userId}::uuid = ANY(m.private_to) OR m.author_id = ${userId}::uuid
        )`,
      ];
