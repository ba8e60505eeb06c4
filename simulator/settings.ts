import { z } from 'zod';
import { META_ERRORS } from './errors.ts';

/**
 * What a fault does to a send. `before`/`after` say whether the message counts as accepted. `error` answers with
 * `code`, `fails_later` accepts and sends a status `failed` with it.
 */
const FAULTS = [
  'accept_then_drop',
  'error_500_before',
  'error_500_after',
  'hang',
  'accept_then_hang',
  'reset',
  'accept_then_reset',
  'accept_then_garble',
  'error',
  'fails_later',
] as const;

export const faultOrder = z
  .object({
    kind: z.enum(FAULTS),
    count: z.int().min(1).max(100_000).default(1),
    to: z.string().optional(),
    code: z
      .int()
      .refine(code => META_ERRORS.has(code), 'is no error of WhatsApp that is known here')
      .optional(),
  })
  .refine(order => (order.kind === 'error' || order.kind === 'fails_later') === (order.code !== undefined), {
    message: 'belongs to the kinds error and fails_later',
    path: ['code'],
  });
export type FaultOrder = z.infer<typeof faultOrder>;

export const settingsSchema = z.object({
  /** Statuses are sent this long after the accept, one after the other. */
  statusDelayMs: z.int().min(0).max(600_000).default(300),
  statuses: z.array(z.enum(['sent', 'delivered', 'read'])).default(['sent', 'delivered', 'read']),
  shuffle: z.boolean().default(false),
  /** Share of statuses sent twice, and lost. */
  duplicates: z.number().min(0).max(1).default(0),
  loss: z.number().min(0).max(1).default(0),
  /**
   * Contacts that never wrote through the simulator: is their window open? It cannot know what a test posted itself.
   */
  unknownContacts: z.enum(['open', 'closed']).default('closed'),
  /** A closed window answers at once with an error, or accepts and fails later; Meta does both. */
  closedWindow: z.enum(['sync', 'async']).default('sync'),
  /** Messages per second and number. 0: no limit. */
  throughput: z.int().min(0).default(80),
  /** A contact gets one message in `pairMs`; up to `pairBurst` may be borrowed from the time to come. 0: no limit. */
  pairBurst: z.int().min(0).default(45),
  pairMs: z.int().min(1).default(6_000),
  /** The address of a file lives this long; Meta: five minutes. */
  mediaUrlMs: z.int().min(0).default(300_000),
  /** What comes of downloads: the bytes, an error, or other bytes than announced. */
  mediaDownload: z.enum(['ok', 'unavailable', 'damaged']).default('ok'),
  /** Puts files under another address than the simulator's own; Meta never does. */
  mediaUrlBase: z.url().nullable().default(null),
  /** A new or changed template is reviewed this long; templates with `reject` in their name are rejected. */
  templateReviewMs: z.int().min(0).max(86_400_000).default(3_000),
  /** What a customer does who is asked for the phone number (`request_contact_info`): shares it, or goes on without. */
  contactRequests: z.enum(['share', 'ignore']).default('share'),
  /** In the place of the AI model that is asked for; see model/adversary.ts. */
  model: z.string().nullable().default(null),
  answerDelayMs: z.int().min(0).max(60_000).default(0),
});
export type SimulatorSettings = z.infer<typeof settingsSchema>;
