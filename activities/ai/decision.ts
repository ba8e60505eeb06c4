/** What a model may answer: a proposal only. Code decides what is done with it (decision 0015). */
import { z } from 'zod';
import { repaired } from '../../domain/whatsapp/repair.ts';

const decisionSchema = z.object({
  action: z.enum(['answer', 'clarify', 'courtesy', 'handoff', 'abstain']),
  reply: z.string().max(8_000),
  /** The passages that the reply is based on, by their ids in the prompt. */
  citations: z.array(z.string().max(60)).max(10),
  /** ISO 639-1. */
  language: z.string().max(20),
  reasonCode: z.string().max(100),
  /** For `clarify`: what the contact may have meant. */
  options: z.array(z.string().max(200)).max(5),
});
export type ModelDecision = z.output<typeof decisionSchema>;

/** The same as JSON Schema for `response_format`, which requires that all fields are required. */
export const DECISION_JSON_SCHEMA = {
  name: 'decision',
  strict: true,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['action', 'reply', 'citations', 'language', 'reasonCode', 'options'],
    properties: {
      action: { type: 'string', enum: ['answer', 'clarify', 'courtesy', 'handoff', 'abstain'] },
      reply: { type: 'string' },
      citations: { type: 'array', items: { type: 'string' } },
      language: { type: 'string' },
      reasonCode: { type: 'string' },
      options: { type: 'array', items: { type: 'string' } },
    },
  },
} as const;

/** JSON Schema of a choice from a given list. */
export const CHOICE_JSON_SCHEMA = {
  name: 'choice',
  strict: true,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['choices'],
    properties: { choices: { type: 'array', items: { type: 'string' } } },
  },
} as const;

/** The schema of an answer in JSON. */
export type AnswerSchema = typeof DECISION_JSON_SCHEMA | typeof CHOICE_JSON_SCHEMA;

const choiceSchema = z.object({ choices: z.array(z.string().max(200)).max(20) });

/** Reads a choice from a model's text. @returns null if there is none. */
export const readChoice = (text: string): readonly string[] | null => readJson(text, choiceSchema)?.choices ?? null;

/**
 * Reads a decision from a model's text, even if it is surrounded by prose, a code fence or `<think>` blocks. Its
 * strings are repaired so that they can be stored.
 * @returns null if there is none.
 */
export const readDecision = (text: string): ModelDecision | null => readJson(text, decisionSchema);

function readJson<Shape>(text: string, schema: z.ZodType<Shape>): Shape | null {
  for (const candidate of candidates(text.replace(/<think>[\s\S]*?(<\/think>|$)/g, ''))) {
    try {
      const parsed = schema.safeParse(repaired(JSON.parse(candidate)));
      if (parsed.success) return parsed.data;
    } catch {
      // Not JSON; the next candidate may be.
    }
  }
  return null;
}

function* candidates(text: string): Generator<string> {
  yield text.trim();
  const start = text.indexOf('{');
  if (start < 0) return;
  let [depth, quoted, escaped] = [0, false, false];
  for (let at = start; at < text.length; at++) {
    const letter = text[at];
    if (escaped) escaped = false;
    else if (letter === '\\') escaped = quoted;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === '{') depth += 1;
    else if (!quoted && letter === '}' && --depth === 0) {
      yield text.slice(start, at + 1);
      return;
    }
  }
}
