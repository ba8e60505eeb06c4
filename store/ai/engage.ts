/** The AI's part in a conversation that begins, is reopened, or is given to it. */
import { isOpenAt } from '../../domain/acd/hours.ts';
import type { BusinessHours } from '../../domain/acd/hours.ts';
import type { VersionedAiPolicy } from '../../domain/ai/policy.ts';
import type { AiMode } from '../../domain/conversation/ai-mode.ts';
import { partIn } from '../../domain/ai/policy.ts';
import type { EventData, NewEvent } from '../../domain/conversation/events.ts';
import { HOURS_OF_QUEUE_SQL } from '../tenant/hours.ts';
import { json, nullable, statement, uuid } from '../db/statement.ts';
import type { TenantUnit } from '../db/database.ts';
import type { TenantSettings } from '../tenant/settings.ts';
import { wantsAiFourEyes } from '../access/ai-four-eyes.ts';
import { activeAiPolicy } from './policy.ts';

/** How the policy wants messages gathered into turns, and when a turn is given up. */
export const gatheringOf = ({
  version,
  gather,
}: VersionedAiPolicy): Omit<EventData['bot_started'], 'assists' | 'waiting'> => ({ ...gather, policyVersion: version });

/**
 * Decides how the AI takes part in a conversation: it answers, assists agents, or does neither.
 * @param handedOver whether the AI has handed this conversation over before.
 * @param wanted the mode that the routing rule asks for; null when it does not say.
 * @param waiting whether the contact is already waiting for an answer.
 * @param hasAi whether the tenant has an AI policy in force.
 * @param at epoch milliseconds.
 * @returns the events to add; none when the AI takes no part.
 */
export async function engagement(
  unit: TenantUnit,
  {
    queueId,
    numberId,
    handedOver,
    wanted,
    waiting,
  }: {
    readonly queueId: string;
    readonly numberId: string;
    readonly handedOver: boolean;
    readonly wanted: AiMode | null;
    readonly waiting: boolean;
  },
  { hasAi }: Pick<TenantSettings, 'hasAi'>,
  at: number,
): Promise<NewEvent[]> {
  const policy = hasAi ? await activeAiPolicy(unit) : null;
  if (policy === null) return [];
  const { mode, assists } = partIn(
    policy,
    { queueId, numberId, handedOver, wanted, open: await isQueueOpen(unit, queueId, at) },
    wanted !== null && (await wantsAiFourEyes(unit)),
  );
  if (mode === 'answer') return [{ type: 'bot_started', data: { ...gatheringOf(policy), assists, waiting } }];
  return mode === 'suggest' ? [{ type: 'ai_assists', data: gatheringOf(policy) }] : [];
}

const HOURS = statement('queue_hours', {
  takes: { queue: uuid },
  gives: { hours: nullable(json<BusinessHours>()) },
  sql: `
    SELECT ${HOURS_OF_QUEUE_SQL} AS hours
    FROM queue q
    WHERE q.tenant_id = (SELECT current_tenant()) AND q.id = $queue`,
});

/** Whether a queue is within its business hours; without hours it is always open. */
export async function isQueueOpen(unit: TenantUnit, queueId: string, at: number): Promise<boolean> {
  const [row] = await unit.run(HOURS, { queue: queueId });
  return row?.hours == null || isOpenAt(row.hours, at);
}
