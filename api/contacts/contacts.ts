import { z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import { changeContact, findContact } from '../../store/contacts/contacts.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { omitUndefined } from '../../store/db/omit-undefined.ts';
import type { Alike } from '../../store/inbound/duplicates.ts';
import { listDuplicates, mergeAlike } from '../../store/inbound/duplicates.ts';
import type { Principal } from '../http/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { cursorText, decodeDigitsCursor, encodeDigitsCursor } from '../http/cursor.ts';
import { inAddress, many, matching, text } from '../http/input.ts';
import { audit, scopeOf } from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, id, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Contacts';
/** ISO 639-1, without a region: rules that depend on the language look at the language alone. */
export const language = matching(/^[a-z]{2}$/, 'must be a language of two letters (ISO 639-1)', 2);
export const tag = text(50);
export const attributes = z
  .record(matching(/^[\w.-]{1,50}$/, 'must be a name of letters, digits, _, . and -', 50), text(500))
  .refine(all => Object.keys(all).length <= 50, 'must be 50 at most');

const facts = {
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
  tags: many(tag, 50).meta({ description: 'All tags; those that are not named are taken away.' }),
  attributes: attributes.meta({ description: 'All attributes; those that are not named are taken away.' }),
};
const contact = z
  .object({
    id,
    name: z.string().nullable(),
    username: z.string().nullable(),
    waId: z.string().nullable(),
    userId: z.string().nullable(),
    marketingStopped: z.boolean(),
    ...facts,
    createdAt: time,
  })
  .meta({ id: 'Contact' });

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
  return {
    id: row.id,
    name: row.profileName,
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
    createdAt: row.createdAt.toISOString(),
  };
}

const read = route({
  method: 'get',
  path: '/contacts/{id}',
  tag: TAG,
  summary: 'A contact, and what is known about it',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: contact,
  handle: ({ work, principal, params }) => work(unit => visibleContact(unit, principal, params.id)),
});

const change = route({
  method: 'put',
  path: '/contacts/{id}',
  tag: TAG,
  summary: 'Say what is known about a contact; routing rules may ask for it when its next conversation begins',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: z.strictObject(facts).partial(),
  answer: contact,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const before = await visibleContact(unit, principal, params.id);
      // The contact has exercised a right (GDPR, Article 18): anybody may set the restriction, but not lift it.
      if (before.restricted && body.restricted === false && principal.role === 'AGENT')
        throw problem(403, 'forbidden', 'Only administrators lift a restriction.', { field: 'restricted' });
      await changeContact(unit, params.id, omitUndefined(body), at);
      // The values are personal data: the audit log keeps only which fields were changed, and by whom.
      await audit(unit, principal, 'contact.change', params.id, at, { fields: Object.keys(body).sort().join() });
      return visibleContact(unit, principal, params.id);
    }),
});

const alike = z.object({ id, name: z.string().nullable(), waId: z.string(), createdAt: time });

const duplicates = route({
  method: 'get',
  path: '/contacts/duplicates',
  tag: TAG,
  summary: 'Contacts that may be one person: their phone number is one number in two forms (Brazil, Mexico, Argentina)',
  roles: ['TENANT_ADMIN'],
  query: z.strictObject({ cursor: cursorText.optional(), limit: inAddress.intOr(50, 1, 100) }),
  answer: z.object({
    items: z.array(z.object({ contacts: z.tuple([alike, alike]) })),
    nextCursor: z.string().nullable(),
  }),
  handle: ({ work, query }) =>
    work(async unit => {
      const { pairs, end } = await listDuplicates(unit, decodeDigitsCursor(query.cursor), query.limit);
      const shown = (each: Alike) => ({ ...each, createdAt: each.createdAt.toISOString() });
      return {
        items: pairs.map(([one, other]) => ({ contacts: [shown(one), shown(other)] as const })),
        nextCursor: end === null ? null : encodeDigitsCursor(end),
      };
    }),
});

const merge = route({
  method: 'post',
  path: '/contacts/{id}/merge',
  tag: TAG,
  summary: 'Make another contact part of this one: its names, its conversations and what is known about it',
  roles: ['TENANT_ADMIN'],
  params: byId,
  body: z.strictObject({ contactId: id }),
  answer: contact,
  idempotent: true,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleContact(unit, principal, params.id);
      if (!(await isKnown(unit, 'contact', body.contactId)))
        throw problem(400, 'invalid_request', 'There is no such contact.', { field: 'contactId' });
      const why = await mergeAlike(unit, body.contactId, params.id, principal, at);
      if (why === 'same_contact')
        throw problem(400, 'invalid_request', 'A contact cannot be made part of itself.', { field: 'contactId' });
      if (why === 'two_people')
        throw problem(409, 'two_people', 'WhatsApp knows them as two people: each has a user id of its own.', {
          field: 'contactId',
        });
      return visibleContact(unit, principal, params.id);
    }),
});

export const contactRoutes = [duplicates, read, change, merge];
