/**
 * Trials of an AI policy before it is in force: on given questions, or on what contacts asked at the beginning of past
 * conversations. Nothing is sent to anybody.
 */
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { TenantUnit } from '../db/database.ts';
import type { AiTrial, Prisma } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { Citation } from './suggestions.ts';

export type TrialItem = { readonly question: string } | { readonly conversationId: string };

export interface TrialResult {
  readonly question: string;
  /** What a person answered in that conversation; null when nobody did, or for a given question. */
  readonly answeredThen: string | null;
  readonly outcome: 'answered' | 'clarified' | 'courtesy' | 'nothing' | 'hand_over' | 'failed';
  readonly text: string | null;
  readonly reason: string | null;
  readonly evidence: number | null;
  /** Similarity in meaning of the nearest passage; null when no embedding model is set. */
  readonly similarity: number | null;
  readonly citations: readonly Citation[];
}

export interface Trial {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly policy: AiPolicy;
  readonly policyVersion: number | null;
  readonly items: readonly TrialItem[];
  readonly results: readonly TrialResult[];
  readonly createdAt: string;
}

/** How long a trial is kept. */
const KEPT_MS = 7 * 24 * 3_600_000;
const trialOf = (row: AiTrial): Trial => ({
  id: row.id,
  state: row.state as Trial['state'],
  policy: row.policy as unknown as AiPolicy,
  policyVersion: row.policyVersion,
  items: row.items as unknown as TrialItem[],
  results: row.results as unknown as TrialResult[],
  createdAt: row.createdAt.toISOString(),
});

/**
 * Adds a running trial, and deletes expired ones.
 * @param policyVersion version of the policy tried; null when it is not stored as one.
 * @param at epoch milliseconds.
 * @returns its id.
 */
export async function addTrial(
  { tx, tenantId }: TenantUnit,
  policy: AiPolicy,
  policyVersion: number | null,
  items: readonly TrialItem[],
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<string> {
  const id = newId();
  await tx.aiTrial.deleteMany({ where: { tenantId, expiresAt: { lte: new Date(at) } } });
  await tx.aiTrial.create({
    data: {
      id,
      tenantId,
      policy: policy as unknown as Prisma.InputJsonObject,
      policyVersion,
      items: items.map(each => ({ ...each })),
      state: 'running',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
      expiresAt: new Date(at + KEPT_MS),
    },
  });
  return id;
}

/** @param at epoch milliseconds. @returns null when there is no such trial, or it has expired. */
export async function findTrial({ tx, tenantId }: TenantUnit, id: string, at: number): Promise<Trial | null> {
  const row = await tx.aiTrial.findFirst({ where: { tenantId, id, expiresAt: { gt: new Date(at) } } });
  return row === null ? null : trialOf(row);
}

/**
 * Appends a result.
 * @param place its index, from 0; nothing is written when there is a result at that index already, so that a retried
 * activity adds none twice.
 */
export async function noteResult(
  { tx, tenantId }: TenantUnit,
  id: string,
  place: number,
  result: TrialResult,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE ai_trial
    SET results = results || ${JSON.stringify([result])}::jsonb
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND jsonb_array_length(results) = ${place}`;
}

export async function endTrial({ tx, tenantId }: TenantUnit, id: string, state: 'done' | 'failed'): Promise<void> {
  await tx.aiTrial.updateMany({ where: { tenantId, id, state: 'running' }, data: { state } });
}
