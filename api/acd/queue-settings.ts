import { z } from 'zod';
import { STRATEGIES } from '../../domain/acd/match.ts';
import { bigInt, id, int, many, text } from '../http/input.ts';
import { businessHours } from '../http/business-hours.ts';

const HOUR_MS = 3_600_000;

const said1024 = text(1024);
/** Actions on a conversation that nobody has accepted: by a routing step, after the longest wait, in a full queue. */
const resort = {
  queue: {
    action: z.literal('queue'),
    queueId: id.meta({
      description: 'It waits there, as long as it has waited; that queue’s own steps are not taken.',
    }),
  },
  message: {
    action: z.literal('message'),
    text: said1024.meta({ description: '{position} and {minutes} are filled in.' }),
    otherwise: said1024.optional().meta({ description: 'Said instead where nobody can tell the minutes.' }),
  },
  close: { action: z.literal('close'), text: said1024.nullable() },
  ai: { action: z.literal('ai') },
} as const;
export const queueStep = z.discriminatedUnion('action', [
  z.strictObject({
    afterMs: int(1_000, 24 * HOUR_MS),
    action: z.literal('lower'),
    level: int(0, 4).meta({ description: 'No skill is needed above this level any more; 0: none at all.' }),
  }),
  z.strictObject({ afterMs: int(1_000, 24 * HOUR_MS), ...resort.queue }),
  z.strictObject({ afterMs: int(1_000, 24 * HOUR_MS), ...resort.message }),
  z.strictObject({ afterMs: int(1_000, 24 * HOUR_MS), ...resort.close }),
  z
    .strictObject({ afterMs: int(1_000, 24 * HOUR_MS), ...resort.ai })
    .meta({ description: 'The AI answers, where its policy is in force; else it waits on.' }),
]);
const wait = { afterMs: bigInt(1_000, 30 * 24 * HOUR_MS) };
const maxWait = z
  .discriminatedUnion('action', [
    z.strictObject({ ...wait, ...resort.queue }),
    z.strictObject({ ...wait, ...resort.message }),
    z.strictObject({ ...wait, ...resort.close }),
    z.strictObject({ ...wait, ...resort.ai }),
  ])
  .nullable();
const whenFull = z
  .discriminatedUnion('action', [z.strictObject(resort.queue), z.strictObject(resort.close)])
  .nullable();
const goalMs = bigInt(1_000, 90 * 24 * HOUR_MS).nullable();
const sla = many(
  z.strictObject({
    minPriority: int(0, 10),
    firstResponseMs: goalMs,
    nextResponseMs: goalMs,
    resolutionMs: goalMs,
    warnBeforeMs: bigInt(0, 30 * 24 * HOUR_MS).default(0),
  }),
  11,
).refine(goals => new Set(goals.map(goal => goal.minPriority)).size === goals.length, 'one goal per priority');
const idle = z
  .strictObject({
    remindAfterMs: bigInt(1_000, 30 * 24 * HOUR_MS),
    reminder: said1024,
    closeAfterMs: bigInt(1_000, 30 * 24 * HOUR_MS),
    farewell: said1024.nullable(),
  })
  .nullable();
/** The settings of a queue that administrators may change. */
export const queueSettings = {
  name: text(100),
  acceptTimeoutMs: int(1_000, HOUR_MS),
  wrapUpMs: int(0, HOUR_MS),
  excludeMs: int(0, HOUR_MS),
  missLimit: int(1, 100),
  weight: int(1, 100).meta({ description: 'Capacity units a conversation takes at an agent.' }),
  strategy: z.enum(STRATEGIES).meta({ description: 'Which of the agents who could take a conversation gets it.' }),
  stickyMs: bigInt(0, 90 * 24 * HOUR_MS).meta({
    description: 'How long a contact’s last agent is asked first; 0: never.',
  }),
  pull: z
    .boolean()
    .meta({ description: 'Agents may take from the line what they choose (`POST /conversations/{id}/take`).' }),
  maxWait: maxWait.meta({ description: 'What becomes of a contact who has waited for so long in all.' }),
  maxLength: int(1, 100_000)
    .nullable()
    .meta({ description: 'So many wait at most; with `whenFull`, what becomes of others.' }),
  whenFull,
  idle: idle.meta({ description: 'A contact who does not answer is reminded, then the conversation is closed.' }),
  sla: sla.meta({
    description:
      'What is promised, in business time; of several goals the one with the highest `minPriority` up to the conversation’s priority.',
  }),
  hours: businessHours.nullable().meta({ description: 'Null: the tenant’s, of `PUT /routing`.' }),
  outOfHoursText: said1024
    .nullable()
    .meta({ description: 'Told to who writes outside the hours, once until they begin again.' }),
  dispositionRequired: z.boolean(),
  autoAccept: z.boolean().meta({ description: 'Agents have what they are offered at once.' }),
  broadcast: int(1, 20).meta({
    description:
      'So many agents are offered a conversation at once, at most; the first to accept has it. Not with `autoAccept`.',
  }),
  steps: many(queueStep, 10).meta({
    description:
      'What widens who may get a conversation, counted from when it entered the queue; after the last it waits on. Who waits already keeps the time of the next step.',
  }),
};
export const wholeQueue = z.strictObject(queueSettings);
