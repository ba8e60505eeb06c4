/** Schemas of the AI's settings. */
import { z } from 'zod';
import { TRANSCRIPT_MODES } from '../../domain/ai/policy.ts';
import { AI_MODES } from '../../domain/conversation/ai-mode.ts';
import { anyText, bigInt, id, int, languageTag, many, matching, real, text } from '../http/input.ts';
import { skillLevel } from '../http/schemas.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const said = text(1_024);
const word = text(100);
const cap = bigInt(1, 1_000_000_000_000).nullable();
const mode = z.enum(AI_MODES);

export const aiPolicy = z
  .strictObject({
    mode: mode.meta({
      description:
        '`suggest`: it drafts for agents. `answer`: it answers, and hands over what it cannot answer. `until_handed_over`: but a conversation it once handed over stays with people. `out_of_hours`: it answers what begins outside the hours, and drafts in the others.',
    }),
    numbers: many(z.strictObject({ numberId: id, mode }), 100).default([]),
    queues: many(z.strictObject({ queueId: id, mode }), 100).default([]),
    tone: z.enum(['friendly', 'neutral', 'formal']).default('friendly'),
    languages: many(languageTag, 30).default([]),
    instructions: anyText(4_000).default(''),
    allowedTopics: many(word, 50).default([]),
    forbiddenTopics: many(word, 100)
      .default([])
      .meta({ description: 'A contact who uses one of these words is answered by people.' }),
    handOver: z
      .strictObject({
        text: said.nullable().default('I am connecting you with a colleague.'),
        outOfHoursText: said.nullable().default(null),
        sensitiveWords: many(word, 100).default([]),
        vip: z.boolean().default(true),
        anger: z.boolean().default(true),
        moneyOver: real(0, 1_000_000_000).nullable().default(null),
        unresolved: int(1, 10).default(2),
        queueId: id.nullable().default(null),
        priority: int(0, 10).nullable().default(null),
        needs: many(skillLevel, 10).default([]),
      })
      .prefault({}),
    caps: z
      .strictObject({
        answersPerConversation: int(1, 100).default(10),
        microsPerConversation: cap.default(null),
        tokensPerDay: cap.default(null),
        microsPerDay: cap.default(null),
        microsPerMonth: cap.default(null),
      })
      .prefault({}),
    greeting: said.nullable().default('Hello! How can we help you?'),
    clarification: said.nullable().default('Which of these do you mean?'),
    disclosure: said.nullable().default('This is an automated answer. Write “person” at any time to talk to one.'),
    courtesy: z.boolean().default(true).meta({
      description:
        'Whether thanks are answered with one word of politeness in the contact’s language; else with nothing. Neither brings in people.',
    }),
    cite: z.boolean().default(false),
    buttons: z.boolean().default(false),
    linkHosts: many(matching(/^([a-z0-9-]+\.)+[a-z]{2,}$/i, 'must be a host name', 253), 50).default([]),
    evidenceFloor: real(0, 1).default(0.45).meta({
      description: 'Of what is asked, weighed by how rare the words are, so much must stand in the best passage.',
    }),
    similarityFloor: real(0, 1).nullable().default(null).meta({
      description:
        'Where a model of embeddings is set: a passage at least this near in meaning (cosine) is evidence, too; null: words alone are. What is near differs from model to model: try it.',
    }),
    gather: z
      .strictObject({
        quietMs: int(0, 15_000).default(4_000),
        capMs: int(0, MINUTE_MS).default(12_000),
        deadlineMs: int(5_000, 10 * MINUTE_MS).default(78_000),
      })
      .prefault({}),
    closeAfterMs: bigInt(MINUTE_MS, 30 * DAY_MS).default(DAY_MS),
    mask: z.boolean().default(true),
    transcripts: z.enum(TRANSCRIPT_MODES).default('off').meta({
      description:
        'Whose voice messages a model writes down, where there is one for that and the AI is not off: nobody’s, those of contacts whose consent is recorded, or everybody’s; never those of contacts whose processing is restricted. What is said in a recording cannot be masked.',
    }),
  })
  .meta({ id: 'AiPolicy' });

export const citation = z.object({ passageId: id, documentId: id, heading: z.string() });
