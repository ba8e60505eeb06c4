import { z } from 'zod';
import { namedContacts } from '../../store/contacts/contacts.ts';
import { listProposals, rejectPair } from '../../store/people/proposals.ts';
import { MERGE_SIGNALS } from '../../store/search/keep-pairs.ts';
import { limitTime } from '../../store/search/limit-time.ts';
import { isKnown } from '../../store/tenant/known.ts';
import type { Alike } from '../../store/inbound/duplicates.ts';
import { listDuplicates, mergeAlike } from '../../store/inbound/duplicates.ts';
import { problem } from '../http/problem.ts';
import {
  cursorText,
  decodeDigitsCursor,
  decodePairCursor,
  encodeDigitsCursor,
  encodePairCursor,
} from '../http/cursor.ts';
import { audit } from '../http/access.ts';
import { inAddress } from '../http/input.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, paging, time } from '../http/schemas.ts';
import { contact, contactView, visibleContact } from './contact.ts';

const TAG = 'Contacts';

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

const proposals = route({
  method: 'get',
  path: '/contacts/merge-proposals',
  tag: TAG,
  summary: 'Pairs of contacts that are likely one person, and what says so',
  roles: ['TENANT_ADMIN'],
  query: paging,
  answer: listOf(
    z
      .object({
        contacts: z.tuple([contact, contact]),
        signals: z.array(z.enum(MERGE_SIGNALS)).meta({
          description:
            '`email`: the attribute `email` is the same; `name_and_number`: the name is, and the last eight digits of a number.',
        }),
      })
      .meta({ id: 'MergeProposal' }),
  ),
  handle: ({ work, query: { cursor, limit } }) =>
    work(async unit => {
      await limitTime(unit);
      const { items: shown, end } = await listProposals(unit, decodePairCursor(cursor), limit);
      const known = await namedContacts(
        unit,
        shown.flatMap(({ ids }) => ids),
      );
      return {
        items: shown.flatMap(({ ids, signals }) => {
          const [one, other] = [known.get(ids[0]), known.get(ids[1])];
          return one === undefined || other === undefined
            ? []
            : [{ contacts: [contactView(one), contactView(other)] as const, signals: [...signals] }];
        }),
        nextCursor: end === null ? null : encodePairCursor(end),
      };
    }),
});

const reject = route({
  method: 'post',
  path: '/contacts/merge-proposals/reject',
  tag: TAG,
  summary: 'Say that two contacts are two people: they are not proposed again',
  roles: ['TENANT_ADMIN'],
  body: z.strictObject({ contactId: id, otherId: id }),
  answer: ok,
  handle: ({ work, principal, body: { contactId, otherId }, at }) =>
    work(async unit => {
      if (contactId === otherId) throw problem(400, 'invalid_request', 'Name two contacts.', { field: 'otherId' });
      for (const [field, value] of Object.entries({ contactId, otherId }))
        if (!(await isKnown(unit, 'contact', value)))
          throw problem(400, 'invalid_request', 'There is no such contact.', { field });
      await rejectPair(unit, [contactId, otherId], principal, at);
      await audit(unit, principal, 'contact.are_two', contactId, at, { other: otherId });
      return OK;
    }),
});

export const mergingRoutes = [duplicates, proposals, reject, merge];
