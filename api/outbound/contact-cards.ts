/** Contact cards. Source: Cloud API reference, "Contacts messages". */
import { z } from 'zod';
import { plainText } from '../routes/schemas.ts';
import { webAddress } from './parts.ts';

const short = plainText(200);
const kind = z.enum(['HOME', 'WORK']).optional();

const name = z.strictObject({
  formatted_name: short, first_name: short.optional(), last_name: short.optional(), middle_name: short.optional(), suffix: short.optional(), prefix: short.optional(),
}).refine(({ formatted_name: _, ...others }) => Object.keys(others).length > 0, { message: 'needs another part of the name beside formatted_name', path: ['first_name'] });

const card = z.strictObject({
  name,
  birthday: z.iso.date().optional(),
  addresses: z.array(z.strictObject({ street: short.optional(), city: short.optional(), state: short.optional(), zip: short.optional(), country: short.optional(), country_code: z.string().regex(/^[A-Za-z]{2}$/).optional(), type: kind })).max(10).optional(),
  emails: z.array(z.strictObject({ email: z.email(), type: kind })).max(10).optional(),
  org: z.strictObject({ company: short.optional(), department: short.optional(), title: short.optional() }).optional(),
  phones: z.array(z.strictObject({ phone: z.string().regex(/^\+?[\d ().-]{3,30}$/, 'must be a telephone number'), wa_id: z.string().regex(/^\d{5,20}$/).optional(), type: z.enum(['CELL', 'MAIN', 'IPHONE', 'HOME', 'WORK']).optional() })).max(10).optional(),
  urls: z.array(z.strictObject({ url: webAddress, type: kind })).max(10).optional(),
});

/** "We recommend that you limit to 257 contacts; 50 are shown well": more than 257 are refused. */
export const contacts = z.array(card).min(1).max(257);
