import { z } from 'zod';
import { askedOfContacts } from '../../domain/search/query.ts';
import { readPhoneNumber } from '../../domain/whatsapp/phone-number.ts';
import { MOST_TAGS, changeTags } from '../../store/contacts/contacts.ts';
import type { ListedContact } from '../../store/contacts/list-contacts.ts';
import { listContacts, withPlaces } from '../../store/contacts/list-contacts.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { omitUndefined } from '../../store/db/omit-undefined.ts';
import { ownDisplayNumber } from '../../store/numbers/find-number.ts';
import { changeFacts, createContact } from '../../store/people/change.ts';
import { removeUntalked } from '../../store/people/remove.ts';
import { findContacts } from '../../store/search/find-contacts.ts';
import { limitTime } from '../../store/search/limit-time.ts';
import { audit, scopeOf } from '../http/access.ts';
import { cursorText, decodeCursor, decodeRankCursor, encodeRankCursor, page } from '../http/cursor.ts';
import { inAddress, many, text } from '../http/input.ts';
import { problem } from '../http/problem.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { contact, contactView, facts, tag, visibleContact } from './contact.ts';

const TAG = 'Contacts';
const ADMINS = ['TENANT_ADMIN'] as const;
/** WhatsApp's longest number and a name go into it, and more words than are looked for. */
const LONGEST = 200;

const listed = contact
  .extend({
    conversationId: id.nullable().meta({ description: 'The latest conversation to see; null: there is none.' }),
    activeAt: time.meta({ description: 'When something was last written there; without one, when it was created.' }),
  })
  .meta({ id: 'ListedContact' });

const listedView = ({ place, ...row }: ListedContact): z.input<typeof listed> => ({
  ...contactView(row),
  conversationId: place.conversationId,
  activeAt: place.at.toISOString(),
});

const listQuery = z.strictObject({
  q: text(LONGEST)
    .optional()
    .meta({ description: 'Parts of names and numbers in any spelling; what fits best comes first then.' }),
  tag: tag.optional(),
  blocked: inAddress.choice().meta({ description: 'Blocked on one of our numbers, or on none.' }),
  cursor: cursorText.optional(),
  limit: inAddress.intOr(50, 1, 100),
});

const list = route({
  method: 'get',
  path: '/contacts',
  tag: TAG,
  summary: 'Contacts as far as one may see them, the newest activity first',
  roles: AGENTS_AND_ADMINS,
  query: listQuery,
  answer: listOf(listed).extend({
    isPartial: z.boolean().meta({
      description:
        'More have the longest word of `q` than were looked at, and some that fit may be missing. More letters find them.',
    }),
  }),
  handle: ({ work, principal, query }) =>
    work(async unit => {
      await limitTime(unit);
      const scope = await scopeOf(unit, principal);
      if (query.q !== undefined) return found(unit, scope, { ...query, q: query.q });
      const { cursor, limit, ...filter } = query;
      const rows = await listContacts(unit, scope, filter, { after: decodeCursor(cursor), limit: limit + 1 });
      return { ...page(rows.map(listedView), limit, each => ({ at: each.activeAt, id: each.id })), isPartial: false };
    }),
});

async function found(
  unit: TenantUnit,
  scope: Scope,
  { q, cursor, ...asked }: z.output<typeof listQuery> & { readonly q: string },
) {
  const after = decodeRankCursor(cursor);
  const { items, next, isPartial } = await findContacts(unit, scope, askedOfContacts(q), { ...asked, after });
  const rows = await withPlaces(
    unit,
    items.map(({ contactId, conversationId, at }) => ({ id: contactId, conversationId, at: at ?? null })),
  );
  return { items: rows.map(listedView), nextCursor: next === null ? null : encodeRankCursor(next), isPartial };
}

const create = route({
  method: 'post',
  path: '/contacts',
  tag: TAG,
  summary: 'Note a contact that has not written yet, by its phone number',
  roles: ADMINS,
  status: 201,
  body: z.strictObject({
    phone: text(40).meta({ description: 'As people write it; without a country it is of that of our first number.' }),
    ...z.strictObject(facts).partial().shape,
  }),
  answer: contact,
  idempotent: true,
  handle: ({ work, principal, body: { phone, ...known }, at }) =>
    work(async unit => {
      const number = readPhoneNumber(phone, await ownDisplayNumber(unit));
      if (number === 'ambiguous')
        throw problem(
          400,
          'ambiguous_phone_number',
          'This may be a number of two countries. Write it with a plus and its country: +49 171 1234567.',
          { field: 'phone' },
        );
      if (number === null)
        throw problem(
          400,
          'invalid_phone_number',
          'This is no phone number. Write it with its country: +49 171 1234567.',
          { field: 'phone' },
        );
      const { id: contactId, isNew } = await createContact(unit, number.digits, omitUndefined(known), at);
      if (!isNew)
        throw problem(409, 'contact_exists', 'There is a contact with this number.', {
          field: 'phone',
          extra: { contactId },
        });
      await audit(unit, principal, 'contact.create', contactId, at);
      return visibleContact(unit, principal, contactId);
    }),
});

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
      await changeFacts(unit, params.id, omitUndefined(body), at);
      // The values are personal data: the audit log keeps only which fields were changed, and by whom.
      await audit(unit, principal, 'contact.change', params.id, at, { fields: Object.keys(body).sort().join() });
      return visibleContact(unit, principal, params.id);
    }),
});

const tagged = route({
  method: 'post',
  path: '/contacts/{id}/tags',
  tag: TAG,
  summary: 'Add and remove tags of a contact; its other tags stay as they are',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: z
    .strictObject({ add: many(tag, MOST_TAGS).default([]), remove: many(tag, MOST_TAGS).default([]) })
    .refine(({ add, remove: gone }) => add.length + gone.length > 0, 'must name a tag'),
  answer: z.object({
    added: z.array(z.string()).meta({ description: 'What it did not have before.' }),
    removed: z.array(z.string()),
  }),
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleContact(unit, principal, params.id);
      const changed = await changeTags(unit, params.id, body, MOST_TAGS);
      if (changed === null)
        throw problem(409, 'too_many_tags', `A contact can have ${MOST_TAGS} tags.`, { field: 'add' });
      await audit(unit, principal, 'contact.change', params.id, at, { fields: 'tags' });
      return changed;
    }),
});

const remove = route({
  method: 'delete',
  path: '/contacts/{id}',
  tag: TAG,
  summary: 'Remove a contact that nobody has talked with; what was said is erased in its own time',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleContact(unit, principal, params.id);
      if (!(await removeUntalked(unit, params.id)))
        throw problem(409, 'contact_in_use', 'There are conversations with the contact.');
      await audit(unit, principal, 'contact.remove', params.id, at);
      return OK;
    }),
});

export const contactRoutes = [list, create, read, change, tagged, remove];
