/** Schemas of requests and answers that several routes share; the OpenAPI document is generated from them. */
import { z } from 'zod';
import { cursorText } from './cursor.ts';
import { id, inAddress, int, many } from './input.ts';
import { problem } from './problem.ts';
import { PASSED_OVER, STRATEGIES } from '../../domain/acd/match.ts';
import { PHASES, SLA_TARGETS } from '../../domain/conversation/state.ts';
import { MEDIA_KINDS } from '../../domain/whatsapp/media.ts';
import { BUTTON_SUB_TYPES, SLOT_KINDS, SLOT_PLACES } from '../../domain/whatsapp/template-slots.ts';

export { id };
export const time = z.iso.datetime();
export const nullableTime = time.nullable();
export const byId = z.strictObject({ id });
export const paging = z.strictObject({ cursor: cursorText.optional(), limit: inAddress.intOr(50, 1, 100) });
export const insecureUntil = nullableTime.meta({
  description:
    'The address is not https at port 443: it is called as it is until then, and no longer. Null: nothing is wrong with it.',
});
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const conversation = z
  .object({
    id,
    state: z.enum(PHASES),
    lastSeq: z.int(),
    queueId: id.nullable(),
    agentId: id.nullable(),
    offerId: id.nullable(),
    assignmentId: id.nullable(),
    priority: z.int(),
    contact: z.object({
      id,
      name: z.string().nullable(),
      username: z.string().nullable(),
      waId: z.string().nullable(),
      userId: z.string().nullable(),
      marketingStopped: z.boolean().meta({ description: 'The customer told WhatsApp that it wants no marketing.' }),
      vip: z.boolean(),
      blocked: z.boolean().meta({ description: 'On this number: it can neither write to it nor be written to.' }),
      tags: z.array(z.string()),
    }),
    number: z.object({
      id,
      phoneNumberId: z.string(),
      displayPhoneNumber: z.string(),
      name: z.string(),
      sendingPaused: z.boolean(),
    }),
    unread: z.int(),
    lastMessage: z
      .object({
        id,
        kind: z.string().nullable(),
        direction: z.string().nullable(),
        preview: z.string().nullable(),
        at: time,
      })
      .nullable(),
    reaction: z
      .object({
        emoji: z.string(),
        messageId: id.meta({ description: 'The message that is the reaction.' }),
        at: time,
      })
      .nullable()
      .meta({
        description:
          'The contact’s reaction, where nothing was said after it; null: there is none, or it was taken back.',
      }),
    window: z
      .object({ open: z.boolean(), expiresAt: nullableTime })
      .meta({ description: 'The customer-service window: free-form messages are possible while it is open.' }),
    enqueuedAt: nullableTime,
    openedAt: time,
    closedAt: nullableTime,
    dispositionId: id.nullable().meta({ description: 'What it was about.' }),
    mergedInto: id.nullable().meta({ description: 'The conversation it became part of.' }),
    survey: z
      .object({
        agentId: id.nullable().meta({ description: 'Whose work is rated: who had it when it was closed.' }),
        dueAt: nullableTime.meta({ description: 'When the contact will be asked; null: it was.' }),
        askedAt: nullableTime,
        messageId: id.nullable().meta({ description: 'The question; null: it is not asked yet.' }),
        rating: z.int().nullable().meta({ description: '1 (worst) to 5 (best); null: the contact has not answered.' }),
        ratedAt: nullableTime,
        commentId: id.nullable().meta({ description: 'The message in which the contact said more about it.' }),
      })
      .nullable()
      .meta({ description: 'How satisfied the contact is; null: it neither was nor is to be asked.' }),
    ai: z
      .object({
        mode: z.enum(['answer', 'suggest', 'off']),
        answers: z.int(),
        handedOver: z.boolean(),
        lastTurn: z.int(),
        turn: z.object({ number: z.int(), kind: z.enum(['answer', 'suggest']), dueAt: time }).nullable(),
      })
      .nullable()
      .meta({ description: 'The AI’s part in it; null: none.' }),
    sla: z
      .array(
        z.object({
          target: z.enum(SLA_TARGETS),
          dueAt: nullableTime.meta({ description: 'Null while the contact is to answer.' }),
          warnsAt: nullableTime,
          remainingMs: z.int().nullable().meta({ description: 'Business time that was left when it was paused.' }),
          breached: z.boolean(),
        }),
      )
      .meta({ description: 'The promises that run.' }),
    deadlines: z.object({
      offerExpiresAt: nullableTime,
      matchRetryAt: nullableTime,
      wrapUpEndsAt: nullableTime,
      maxWaitAt: nullableTime,
      snoozedUntil: nullableTime,
      idleAt: nullableTime,
      archiveAt: nullableTime,
      retentionAt: nullableTime,
    }),
    openSends: z.array(
      z.object({
        messageId: id,
        attemptId: id,
        attempt: z.enum(['PREPARED', 'IN_FLIGHT']),
        notBefore: nullableTime,
        deadline: nullableTime,
      }),
    ),
  })
  .meta({ id: 'Conversation' });

const media = z
  .object({
    id,
    kind: z.enum(MEDIA_KINDS),
    state: z
      .enum(['fetching', 'stored', 'refused', 'failed'])
      .meta({ description: 'refused: empty, or larger than WhatsApp delivers; failed: not to be had from WhatsApp.' }),
    reason: z.object({ code: z.string(), explanation: z.string().nullable() }).nullable(),
    mimeType: z.string().nullable(),
    size: z.int().nullable().meta({ description: 'Bytes.' }),
    fileName: z.string().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    durationMs: z.int().nullable(),
    hasThumbnail: z.boolean(),
    canRetry: z.boolean().meta({ description: 'Whether `POST /media/{id}/retry` fetches it again.' }),
    preview: z
      .enum(['picture', 'audio', 'video'])
      .nullable()
      .meta({ description: 'How a page may show it; null: it is for download only.' }),
    warnings: z.array(z.object({ code: z.string(), explanation: z.string().nullable() })).meta({
      description:
        'What people are to be told before they open it, the worst first: executable, macros, active_content, type_mismatch, name_mismatch, archive, broken, too_many_pixels, unreadable.',
    }),
    transcript: z
      .object({
        state: z
          .enum(['working', 'done', 'none'])
          .meta({ description: 'working: a model is, or will be, asked; none: there is none, and `reason` says why.' }),
        text: z.string().nullable().meta({ description: 'As a model heard it: it may be wrong.' }),
        language: z.string().nullable().meta({ description: 'ISO 639-1; null: it could not be told.' }),
        reason: z.object({ code: z.string(), explanation: z.string().nullable() }).nullable().meta({
          description: 'off, not_allowed, too_long, no_model, over_budget, nothing_said, failed.',
        }),
        canRetry: z.boolean().meta({ description: 'Whether `POST /media/{id}/transcribe` has another try made.' }),
      })
      .nullable()
      .meta({ description: 'What is said in a voice message of a contact; null for other files.' }),
  })
  .meta({ id: 'Media' });

const templateChoice = z.object({ id, name: z.string(), language: z.string(), category: z.string() });

const happening = z.object({
  kind: z.string(),
  messageId: id,
  at: time,
  direction: z
    .enum(['inbound', 'outbound'])
    .nullable()
    .meta({ description: 'Whose it is: the contact’s (inbound) or ours; null: that is not known any more.' }),
  words: z.string().nullable(),
});

export const message = z
  .object({
    id,
    conversationId: id,
    direction: z.enum(['inbound', 'outbound', 'internal']),
    type: z.string(),
    content: z.record(z.string(), z.unknown()).nullable(),
    raw: z.unknown().optional(),
    words: z.string().nullable().meta({
      description:
        'What the message says, whatever its type: text, caption, what was tapped or filled in, a card, an order. Null: it has no words.',
    }),
    answers: z
      .array(z.object({ label: z.string(), answer: z.string() }))
      .meta({ description: 'Of the answer to a form (a WhatsApp flow): each field as it was filled in.' }),
    wamid: z.string().nullable(),
    contextWamid: z.string().nullable(),
    status: z.string().nullable().meta({
      description: 'Outbound: queued, sending, accepted, sent, delivered, read, played, failed, unknown, canceled.',
    }),
    error: z
      .object({
        code: z
          .string()
          .nullable()
          .meta({ description: 'Meta’s code, or one of our own: window_closed, number_paused, unreachable.' }),
        text: z.string().nullable().meta({ description: 'In Meta’s words.' }),
        explanation: z.string().nullable().meta({ description: 'What happened and what to do, in plain words.' }),
        templates: z
          .array(templateChoice)
          .nullable()
          .meta({ description: 'Of a message that missed the customer-service window: what could be sent instead.' }),
      })
      .nullable(),
    privateTo: z
      .array(id)
      .meta({ description: 'Of a note: who reads it beside its author and administrators; empty: all colleagues.' }),
    consultId: id.nullable(),
    aiCallId: id
      .nullable()
      .meta({ description: 'The AI wrote it; `GET /ai/calls` has the call, unless none was needed.' }),
    authorId: id.nullable(),
    at: time,
    receivedAt: time,
    contentDeletedAt: nullableTime,
    happenings: z.array(happening).meta({
      description:
        'What became of it later, the oldest first: edit (with the new words), revoke, reaction (with its emoji; null: taken back).',
    }),
    quotes: z
      .object({
        messageId: id,
        direction: z.enum(['inbound', 'outbound']),
        type: z.string(),
        words: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'The message of the same conversation that it replies to.' }),
    media: media.nullable().meta({ description: 'The file of a message that has one; of several the first.' }),
    files: z
      .array(media)
      .meta({ description: 'All files of a message, in order: a template may show one on each of its cards.' }),
  })
  .meta({ id: 'Message' });

export const upload = z
  .object({
    id,
    type: z.enum(MEDIA_KINDS),
    mimeType: z.string().nullable(),
    size: z.int().nullable(),
    fileName: z.string().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    durationMs: z.int().nullable(),
    expiresAt: time.meta({ description: 'Until then it can be sent, as often as one likes.' }),
  })
  .meta({ id: 'Upload' });

const slot = z.object({
  place: z.enum(SLOT_PLACES),
  card: z.int().nullable().meta({ description: 'Of a carousel’s card: its place, from 0.' }),
  index: z.int().nullable().meta({ description: 'Of a button.' }),
  subType: z.enum(BUTTON_SUB_TYPES).nullable(),
  kind: z
    .enum(SLOT_KINDS)
    .meta({ description: 'The type of its parameter; a text may be a currency or date_time, too.' }),
  name: z.string().nullable(),
  required: z.boolean(),
});
export const template = z
  .object({
    id,
    wabaId: z.string(),
    name: z.string(),
    language: z.string(),
    category: z.string(),
    status: z.string(),
    reason: z.string().nullable().meta({ description: 'Why WhatsApp rejected, paused or disabled it, in its words.' }),
    quality: z.string().nullable(),
    components: z.array(z.looseObject({ type: z.string() })),
    parameters: z.array(slot).meta({ description: 'What a message with it has to give, in order.' }),
    sendable: z.boolean(),
    explanation: z.string().nullable().meta({ description: 'Why it cannot be sent, in plain words.' }),
    syncedAt: time,
  })
  .meta({ id: 'Template' });

export const approvals = z
  .object({
    by: z.array(id).meta({ description: 'Who has agreed.' }),
    missing: z.int().meta({
      description:
        'How many more people have to agree. Two have to where an API key proposed it of which nobody knows who made it.',
    }),
  })
  .meta({ id: 'Approvals', description: 'Of what waits for another person.' });

const person = z.object({ kind: z.string(), id });
export const templateChange = z
  .object({
    id,
    action: z.enum(['create', 'edit', 'delete']),
    state: z.enum(['waiting', 'approved', 'declined', 'submitted', 'refused']).meta({
      description:
        'waiting: for another administrator. approved: on its way to WhatsApp. submitted: WhatsApp has it and reviews it. refused: WhatsApp did not take it.',
    }),
    wabaId: z.string(),
    name: z.string(),
    language: z.string(),
    category: z.string().nullable(),
    components: z.array(z.looseObject({})).nullable(),
    author: person,
    createdAt: time,
    approvals: approvals.nullable().meta({ description: 'While it waits.' }),
    decision: z.object({ by: person, at: time, comment: z.string().nullable() }).nullable(),
    endedAt: nullableTime,
    error: z.object({ code: z.int().nullable(), text: z.string() }).nullable(),
  })
  .meta({ id: 'TemplateChange' });

export const number = z
  .object({
    id,
    phoneNumberId: z.string(),
    wabaId: z.string(),
    displayPhoneNumber: z.string(),
    name: z.string(),
    messagesPerSecond: z.int(),
    sendingPaused: z.boolean().meta({ description: 'Nothing is sent over it until it is resumed.' }),
    state: z.enum(['connected', 'disconnected']),
    verifiedName: z.string().nullable(),
    quality: z.string().nullable().meta({ description: 'GREEN, YELLOW, RED or UNKNOWN.' }),
    messagingTier: z
      .string()
      .nullable()
      .meta({ description: 'How many contacts a day may be written to first, in WhatsApp’s words.' }),
    registration: z.string().nullable(),
    checkedAt: nullableTime,
    tokenRefusedAt: nullableTime.meta({ description: 'When WhatsApp last refused the token; null while it takes it.' }),
    lastWebhookAt: nullableTime.meta({ description: 'To the minute.' }),
    trouble: z
      .object({ code: z.int(), text: z.string().nullable(), explanation: z.string().nullable(), since: time })
      .nullable(),
  })
  .meta({ id: 'BusinessNumber' });

export const offer = z
  .object({
    id,
    conversationId: id,
    queueId: id,
    agentId: id,
    state: z.string(),
    offeredAt: time,
    expiresAt: time,
    endedAt: nullableTime,
  })
  .meta({ id: 'Offer' });
export const offerBrief = offer
  .extend({
    skills: z.array(z.string()).meta({ description: 'The names of the skills that are needed.' }),
    firstWords: z
      .string()
      .nullable()
      .meta({ description: 'How the customer began, since it was opened or reopened; null: with no words.' }),
  })
  .meta({ id: 'OfferBrief' });
export const missedOffers = z
  .object({
    count: z.int().meta({ description: 'How many there are.' }),
    items: z
      .array(
        z.object({
          id,
          conversationId: id,
          queueId: id,
          contactName: z.string().nullable().meta({ description: 'Null: the caller does not see the conversation.' }),
          state: z.enum(['expired', 'rescinded']),
          endedAt: time,
        }),
      )
      .meta({ description: 'The latest of them, at most 20, the latest first.' }),
  })
  .meta({ id: 'MissedOffers' });
export const skillLevel = z.strictObject({ skillId: id, level: int(1, 5) });
export const agent = z
  .object({
    id,
    name: z.string(),
    presence: z.enum(['online', 'busy', 'away', 'offline']),
    presenceReason: z.string().nullable(),
    presenceSince: time,
    used: z.int(),
    max: z.int(),
    room: z.int().meta({ description: 'Of `max`, what the presence leaves.' }),
    logoutAt: nullableTime,
    queueIds: z.array(id),
    queues: z.array(
      z.object({
        queueId: id,
        rank: z.int(),
        byTeam: z.boolean().meta({ description: 'Only a team brought the agent into it.' }),
      }),
    ),
    teamIds: z.array(id),
    skills: z.array(skillLevel),
    disabled: z.boolean(),
  })
  .meta({ id: 'Agent' });

export const offerStory = z
  .object({
    id,
    queueId: id,
    agentId: id,
    agentName: z.string().nullable(),
    state: z.string(),
    offeredAt: time,
    expiresAt: time,
    endedAt: nullableTime,
    reason: z.string().nullable(),
    rule: z.object({ id, name: z.string().nullable(), version: z.int() }).nullable().meta({
      description:
        'The routing rule that brought the conversation into its queue; null: none matched, or a person did.',
    }),
    decision: z
      .object({
        queueVersion: z.int().optional().meta({ description: 'Version of the queue’s settings that were in force.' }),
        strategy: z.enum(STRATEGIES),
        sticky: z.boolean().meta({ description: 'It went to the contact’s last agent.' }),
        needs: z.array(skillLevel),
        priority: z.int(),
        step: z.int().meta({ description: 'Routing steps taken before.' }),
        waitingSince: nullableTime,
        waitedMs: z.int(),
        placeInLine: z.int(),
        considered: z.int(),
        askedAtOnce: z.int().optional().meta({ description: 'Agents who were asked at the same time.' }),
        passedOver: z.array(z.object({ agentId: id, agentName: z.string().nullable(), why: z.enum(PASSED_OVER) })),
      })
      .nullable()
      .meta({ description: 'Null where a person chose the agent.' }),
  })
  .meta({ id: 'OfferStory' });
export const ok = z.object({ ok: z.literal(true) });
/** The answer of what has nothing else to say. */
export const OK: z.infer<typeof ok> = { ok: true };

/** WhatsApp's limit on the characters of a text message's body (Cloud API reference, "Messages"). */
export const TEXT_LIMIT = 4096;
/** The queues in which an agent or a team works, with ranks. */
export const rankedQueues = many(
  z.strictObject({
    queueId: id,
    rank: int(1, 10).default(1).meta({ description: '1 comes first; each step counts as ten minutes of waiting.' }),
  }),
  100,
);

/**
 * Checks that all ids of a request's field were found in the tenant.
 * @param found how many rows the ids found; fewer than `wanted` also where an id is listed twice.
 * @throws problem 400 with the field.
 */
export function requireKnown(found: number, wanted: readonly string[], field: string): void {
  if (found !== wanted.length)
    throw problem(400, 'invalid_request', 'One of them does not exist, or is named twice.', { field });
}
