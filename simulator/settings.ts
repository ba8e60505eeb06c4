import { z } from 'zod';
import { META_ERRORS } from './errors.ts';

/**
 * What a fault does to a send. With `accept_…` and `…_after` the message is accepted and only the answer goes wrong;
 * otherwise it is not accepted. `error` answers with `code`; `fails_later` accepts the message and later reports the
 * status `failed` with `code`.
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

/**
 * An order for a fault: it hits the next `count` messages, or those to the contact `to`. `to` may also be `media` (an
 * upload), `template` (the creation of a template) or `block` (a change of who is blocked); then it hits one. With `block`
 * and a phone number id it hits `count` of those of that number.
 */
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
  /** The pause before each status: the first counts from the acceptance. */
  statusDelayMs: z.int().min(0).max(600_000).default(300),
  statuses: z.array(z.enum(['sent', 'delivered', 'read'])).default(['sent', 'delivered', 'read']),
  shuffle: z.boolean().default(false),
  /** The share of statuses that are sent twice (`duplicates`), and that are lost (`loss`). */
  duplicates: z.number().min(0).max(1).default(0),
  loss: z.number().min(0).max(1).default(0),
  /**
   * Whether the customer-service window is open for contacts who never wrote through the simulator, which does not see
   * webhooks that a test posts itself.
   */
  unknownContacts: z.enum(['open', 'closed']).default('closed'),
  /** Outside the window a message is refused at once, or accepted and then reported as failed; Meta does both. */
  closedWindow: z.enum(['sync', 'async']).default('sync'),
  /** Messages per second and number. 0: no limit. */
  throughput: z.int().min(0).default(80),
  /** One message per `pairMs` to each contact; up to `pairBurst` may be sent ahead of that. `pairBurst` 0: no limit. */
  pairBurst: z.int().min(0).default(45),
  pairMs: z.int().min(1).default(6_000),
  /** How long the URL of a file is valid; at Meta five minutes. */
  mediaUrlMs: z.int().min(0).default(300_000),
  /** What a download gives: the bytes, an error, or bytes that do not match the hash. */
  mediaDownload: z.enum(['ok', 'unavailable', 'damaged']).default('ok'),
  /** Base of file URLs, if not the simulator's own address; Meta never hands out any but its own. */
  mediaUrlBase: z.url().nullable().default(null),
  /** How long the review of a new or changed template takes; templates with `reject` in their name are rejected. */
  templateReviewMs: z.int().min(0).max(86_400_000).default(3_000),
  /** What customers do when asked for their phone number (`request_contact_info`): share it, or ignore the request. */
  contactRequests: z.enum(['share', 'ignore']).default('share'),
  /** A model that answers instead of the one a request names (model/adversary.ts); null: the one it names. */
  model: z.string().nullable().default(null),
  answerDelayMs: z.int().min(0).max(60_000).default(0),
});
export type SimulatorSettings = z.infer<typeof settingsSchema>;
