/** The shapes of what administrators set of the AI. */
import { z } from 'zod';
import { AI_MODES } from '../../domain/ai/policy.ts';
import { id, plainText, skillLevel } from './schemas.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const language = z.string().regex(/^[a-z]{2,3}$/, 'must be a code of ISO 639-1');
const said = plainText(1_024);
const word = plainText(100);
const cap = z.int().min(1).max(1_000_000_000_000).nullable();
const mode = z.enum(AI_MODES);

export const aiPolicy = z.strictObject({
  mode: mode.meta({ description: '`suggest`: it drafts for agents. `answer`: it answers, and hands over what it cannot answer. `until_handed_over`: but a conversation it once handed over stays with people. `out_of_hours`: it answers what begins outside the hours, and drafts in the others.' }),
  numbers: z.array(z.strictObject({ numberId: id, mode })).max(100).default([]), queues: z.array(z.strictObject({ queueId: id, mode })).max(100).default([]),
  tone: z.enum(['friendly', 'neutral', 'formal']).default('friendly'), languages: z.array(language).max(30).default([]), instructions: z.string().max(4_000).default(''),
  allowedTopics: z.array(word).max(50).default([]), forbiddenTopics: z.array(word).max(100).default([]).meta({ description: 'A contact who uses one of these words is answered by people.' }),
  handOver: z.strictObject({
    text: said.nullable().default('I am connecting you with a colleague.'), outOfHoursText: said.nullable().default(null), sensitiveWords: z.array(word).max(100).default([]), vip: z.boolean().default(true), anger: z.boolean().default(true),
    moneyOver: z.number().min(0).max(1_000_000_000).nullable().default(null), unresolved: z.int().min(1).max(10).default(2), queueId: id.nullable().default(null), priority: z.int().min(0).max(10).nullable().default(null), needs: z.array(skillLevel).max(10).default([]),
  }).prefault({}),
  caps: z.strictObject({ answersPerConversation: z.int().min(1).max(100).default(10), microsPerConversation: cap.default(null), tokensPerDay: cap.default(null), microsPerDay: cap.default(null), microsPerMonth: cap.default(null) }).prefault({}),
  greeting: said.nullable().default('Hello! How can we help you?'), clarification: said.nullable().default('Which of these do you mean?'), disclosure: said.nullable().default('This is an automated answer. Write “person” at any time to talk to one.'),
  cite: z.boolean().default(false), buttons: z.boolean().default(false), linkHosts: z.array(z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/i, 'must be a host name')).max(50).default([]),
  evidenceFloor: z.number().min(0).max(1).default(0.45).meta({ description: 'Of what is asked, weighed by how rare the words are, so much must stand in the best passage.' }),
  similarityFloor: z.number().min(0).max(1).nullable().default(null).meta({ description: 'Where a model of embeddings is set: a passage at least this near in meaning (cosine) is evidence, too; null: words alone are. What is near differs from model to model: try it.' }),
  gather: z.strictObject({ quietMs: z.int().min(0).max(15_000).default(4_000), capMs: z.int().min(0).max(MINUTE_MS).default(12_000), deadlineMs: z.int().min(5_000).max(10 * MINUTE_MS).default(78_000) }).prefault({}),
  closeAfterMs: z.int().min(MINUTE_MS).max(30 * DAY_MS).default(DAY_MS), mask: z.boolean().default(true),
}).meta({ id: 'AiPolicy' });

export const citation = z.object({ passageId: id, documentId: id, heading: z.string() });
