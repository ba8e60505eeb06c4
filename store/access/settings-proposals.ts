/**
 * Switching the four-eyes principle (a second person must approve) on and off. It can be switched on while there are at
 * least two active administrators, and it takes two of them to switch it off.
 */
import type { Verdict } from '../../domain/access/four-eyes.ts';
import { FOUR_EYES_PEOPLE } from '../../domain/access/four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import type { SettingsProposal } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { Approvals, Person, Subject } from './approvals.ts';
import { approvalsOf, countAdministrators, decide, decidedBy } from './approvals.ts';

export const FOUR_EYES_SETTINGS = ['templateFourEyes', 'aiFourEyes'] as const;
export type FourEyesSetting = (typeof FOUR_EYES_SETTINGS)[number];

/** A proposal to switch a four-eyes setting off, which waits for another person. */
export interface SettingsProposalView {
  readonly id: string;
  readonly setting: FourEyesSetting;
  readonly value: boolean;
  readonly author: Person;
  readonly createdAt: string;
  readonly approvals: Approvals;
}

const subjectOf = (id: string): Subject => ({ kind: 'settings_proposal', id });

/** `set`: the caller may change the setting at once; `proposed`: it waits for approval; or it is not possible. */
export type Switching =
  | { readonly kind: 'set' }
  | { readonly kind: 'proposed'; readonly id: string; readonly isNew: boolean }
  | { readonly kind: 'too_few_administrators' };

/**
 * Decides whether a four-eyes setting may be changed at once or needs approval. It writes a proposal, but never the
 * setting itself. Concurrent calls come one after the other.
 * @param at epoch milliseconds.
 */
export async function switchFourEyes(
  unit: TenantUnit,
  setting: FourEyesSetting,
  wanted: boolean,
  author: Person,
  at: number,
): Promise<Switching> {
  const { tx, tenantId } = unit;
  await lockSettings(unit);
  const isOn = (
    await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { templateFourEyes: true, aiFourEyes: true } })
  )[setting];
  if (wanted === isOn) return { kind: 'set' };
  if (wanted)
    return (await countAdministrators(unit)) < FOUR_EYES_PEOPLE ? { kind: 'too_few_administrators' } : { kind: 'set' };
  const open = await tx.settingsProposal.findFirst({
    where: { tenantId, setting, state: 'waiting' },
    select: { id: true },
  });
  if (open !== null) return { kind: 'proposed', id: open.id, isNew: false };
  const id = newId();
  await tx.settingsProposal.create({
    data: {
      id,
      tenantId,
      setting,
      value: wanted,
      state: 'waiting',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
    },
  });
  return { kind: 'proposed', id, isNew: true };
}

/** Proposals that wait, oldest first. */
export async function waitingProposals(unit: TenantUnit): Promise<SettingsProposalView[]> {
  const { tx, tenantId } = unit;
  const rows = await tx.settingsProposal.findMany({
    where: { tenantId, state: 'waiting' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const approvals = await approvalsOf(
    unit,
    rows.map(row => ({ subject: subjectOf(row.id), author: authorOf(row) })),
  );
  return rows.map(row => ({
    id: row.id,
    setting: row.setting as FourEyesSetting,
    value: row.value,
    author: authorOf(row),
    createdAt: row.createdAt.toISOString(),
    approvals: approvals.get(row.id) ?? { by: [], missing: 1 },
  }));
}

export type ProposalDecision = 'unknown' | 'not_waiting' | 'declined' | Verdict;

/**
 * An administrator approves or declines a proposal; with the last approval that is required, the setting is changed.
 * Any administrator may decline, including the author.
 * @param at epoch milliseconds.
 */
export async function decideProposal(
  unit: TenantUnit,
  id: string,
  by: Person,
  agrees: boolean,
  at: number,
): Promise<ProposalDecision> {
  const { tx, tenantId } = unit;
  await lockSettings(unit);
  const row = await tx.settingsProposal.findFirst({ where: { tenantId, id } });
  if (row === null) return 'unknown';
  if (row.state !== 'waiting') return 'not_waiting';
  const verdict = await decide(unit, { subject: subjectOf(id), author: authorOf(row) }, { agrees, by }, at);
  if (verdict !== 'declined' && verdict.kind !== 'approved') return verdict;
  await tx.settingsProposal.update({ where: { id }, data: decidedBy(by, agrees, at) });
  if (agrees)
    await tx.tenant.update({
      where: { id: tenantId },
      data: { [row.setting]: row.value, policyVersion: { increment: 1 } },
    });
  return verdict;
}

const authorOf = (row: SettingsProposal): Person => ({ kind: row.authorKind, id: row.authorId });

async function lockSettings({ tx, tenantId }: TenantUnit): Promise<void> {
  await tx.$queryRaw`SELECT 1 AS locked FROM tenant WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
}
