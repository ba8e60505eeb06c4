import { z } from 'zod';
import type { ContactBlock } from '../../store/generated/client.ts';
import { BLOCK_ERRORS, BLOCK_REASONS } from '../../store/contacts/blocks.ts';
import type { NamedContact } from '../../store/contacts/contacts.ts';
import { MOST_TAGS, findContact } from '../../store/contacts/contacts.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { scopeOf } from '../http/access.ts';
import { many, matching, text } from '../http/input.ts';
import type { Principal } from '../http/principal.ts';
import { notFound } from '../http/problem.ts';
import { id, nullableTime, time } from '../http/schemas.ts';

/** ISO 639-1, without a region: rules that depend on the language look at the language alone. */
export const language = matching(/^[a-z]{2}$/, 'must be a language of two letters (ISO 639-1)', 2);
export const tag = text(50);
export const attributes = z
  .record(matching(/^[\w.-]{1,50}$/, 'must be a name of letters, digits, _, . and -', 50), text(500))
  .refine(all => Object.keys(all).length <= 50, 'must be 50 at most');
const givenName = text(200);

/** What people and programs may say of a contact. */
export const facts = {
  givenName: givenName
    .nullable()
    .meta({ description: 'What colleagues call it; null: as it calls itself at WhatsApp.' }),
  vip: z.boolean(),
  language: language
    .nullable()
    .meta({ description: 'Null: nobody has said; routing then looks at the first message.' }),
  trainingConsent: z.boolean().meta({ description: 'The contact agreed that what it wrote is used for training.' }),
  restricted: z
    .boolean()
    .meta({ description: 'Processing is restricted (GDPR, Article 18): left out of whatever is not the talk itself.' }),
  consent: z
    .strictObject({ source: text(200) })
    .nullable()
    .meta({
      description: 'Where the contact agreed to be written to first; null: nobody has noted it, or it took that back.',
    }),
  tags: many(tag, MOST_TAGS).meta({ description: 'All tags; those that are not named are taken away.' }),
  attributes: attributes.meta({ description: 'All attributes; those that are not named are taken away.' }),
};

const block = z
  .object({
    numberId: id,
    blocked: z.boolean().meta({ description: 'As WhatsApp said last.' }),
    wanted: z.boolean(),
    state: z.enum(['waiting', 'done', 'refused']),
    reason: z.enum(BLOCK_REASONS),
    note: z.string().nullable(),
    error: z
      .object({ code: z.enum(BLOCK_ERRORS), metaCode: z.int().nullable() })
      .nullable()
      .meta({ description: 'Why it was refused. `not_lately`: it last wrote more than 24 hours ago.' }),
    askedAt: time,
    endedAt: nullableTime,
  })
  .meta({ id: 'ContactBlock', description: 'A contact on one of our numbers, at WhatsApp: blocked, or not any more.' });

export const contact = z
  .object({
    id,
    name: z.string().nullable().meta({ description: 'What it is called: by colleagues, or else by itself.' }),
    profileName: z.string().nullable().meta({ description: 'What it calls itself at WhatsApp.' }),
    username: z.string().nullable(),
    waId: z.string().nullable(),
    userId: z.string().nullable(),
    marketingStopped: z.boolean(),
    ...facts,
    blocks: z.array(block),
    createdAt: time,
  })
  .meta({ id: 'Contact' });

const blockView = (row: ContactBlock): z.input<typeof block> => ({
  numberId: row.numberId,
  blocked: row.blocked,
  wanted: row.wanted,
  state: row.state as z.input<typeof block>['state'],
  reason: row.reason as z.input<typeof block>['reason'],
  note: row.note,
  error: row.error === null ? null : { code: row.error as (typeof BLOCK_ERRORS)[number], metaCode: row.errorCode },
  askedAt: row.askedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

/** A contact as the API shows it. */
export const contactView = (row: NamedContact): z.input<typeof contact> => ({
  id: row.id,
  name: row.givenName ?? row.profileName,
  givenName: row.givenName,
  profileName: row.profileName,
  username: row.username,
  waId: row.waId,
  userId: row.userId,
  marketingStopped: row.marketingStopped,
  consent: row.consentSource === null ? null : { source: row.consentSource },
  trainingConsent: row.trainingConsent,
  restricted: row.restricted,
  vip: row.vip,
  language: row.language,
  tags: row.tags,
  attributes: row.attributes as Record<string, string>,
  blocks: row.blocks.map(blockView),
  createdAt: row.createdAt.toISOString(),
});

/**
 * A contact as the API shows it. Visible is a contact with any conversation that the principal may see.
 * @throws problem 404 when it does not exist or is not visible.
 */
export async function visibleContact(
  unit: TenantUnit,
  principal: Principal,
  contactId: string,
): Promise<z.input<typeof contact>> {
  const row = await findContact(unit, contactId, await scopeOf(unit, principal));
  if (row === null) throw notFound('The contact');
  return contactView(row);
}
