/** Contact cards. Source: Cloud API reference, "Contacts messages". */
import { z } from 'zod';
import { email, many, matching, pastDate, text } from '../../http/input.ts';
import { webAddress } from '../../http/schema-parts.ts';

const short = text(200);
const kind = z.enum(['HOME', 'WORK']).optional();

const name = z
  .strictObject({
    formatted_name: short,
    first_name: short.optional(),
    last_name: short.optional(),
    middle_name: short.optional(),
    suffix: short.optional(),
    prefix: short.optional(),
  })
  .refine(({ formatted_name: _, ...others }) => Object.keys(others).length > 0, {
    message: 'needs another part of the name beside formatted_name',
    path: ['first_name'],
  });

const card = z.strictObject({
  name,
  birthday: pastDate.optional(),
  addresses: many(
    z.strictObject({
      street: short.optional(),
      city: short.optional(),
      state: short.optional(),
      zip: short.optional(),
      country: short.optional(),
      country_code: matching(/^[A-Za-z]{2}$/, 'must be a code of ISO 3166-1', 2).optional(),
      type: kind,
    }),
    10,
  ).optional(),
  emails: many(z.strictObject({ email, type: kind }), 10).optional(),
  org: z.strictObject({ company: short.optional(), department: short.optional(), title: short.optional() }).optional(),
  phones: many(
    z.strictObject({
      phone: matching(/^\+?[\d ().-]{3,30}$/, 'must be a telephone number', 31),
      wa_id: matching(/^\d{5,20}$/, 'must be a WhatsApp id', 20).optional(),
      type: z.enum(['CELL', 'MAIN', 'IPHONE', 'HOME', 'WORK']).optional(),
    }),
    10,
  ).optional(),
  urls: many(z.strictObject({ url: webAddress, type: kind }), 10).optional(),
});

/** "We recommend that you limit to 257 contacts; 50 are shown well": more than 257 are refused. */
export const contacts = many(card, 257, 1);
