import { close } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { isOpen } from '../../domain/conversation/state.ts';
import { transition } from '../conversation/transition.ts';
import { NOBODY, noteAct } from '../access/audit.ts';
import { mergeBlocks } from '../contacts/blocked-phones.ts';
import { forgetFacts } from '../contacts/forget-facts.ts';
import type { TenantUnit } from '../db/database.ts';
import { requireQueue, tenantSettings } from '../tenant/settings.ts';
import { lockCurrentConversations, lockThreads } from '../conversation/threads.ts';

/**
 * Merges two contacts that turn out to be one person: everything of `from` goes to `into`. If both have an open
 * conversation on the same number, the one of `into` goes on, and the other is closed and stays with its contact, so
 * that a thread never has two open ones. Recorded in the audit log.
 * @param at epoch milliseconds.
 */
export async function mergeContacts(
  unit: TenantUnit,
  from: string,
  into: string,
  at: number,
  actor: Parameters<typeof noteAct>[1]['actor'] = NOBODY,
): Promise<void> {
  const { tx, tenantId, wake } = unit;
  // A concurrent inbound message either holds locks on the identities already, or waits for these and then finds
  // `into`.
  await tx.$queryRaw`
    SELECT value
    FROM contact_identity
    WHERE tenant_id = ${tenantId}::uuid AND contact_id IN (${from}::uuid, ${into}::uuid)
    ORDER BY kind, value
    FOR UPDATE`;
  const threads = await tx.thread.findMany({
    where: { tenantId, contactId: from },
    orderBy: { numberId: 'asc' },
    select: { id: true, numberId: true },
  });
  for (const { id, numberId } of threads) {
    const [target] = await lockThreads(unit, [{ numberId, contactId: into }], at);
    if (target === undefined) throw new Error('the thread vanished');
    const current = await lockCurrentConversations(unit, [id, target.id]);
    const [mine, theirs] = [current.get(id), current.get(target.id)];
    const both = mine !== undefined && theirs !== undefined && isOpen(mine.phase) && isOpen(theirs.phase);
    if (both) await closeIt(unit, mine.id, theirs.id, at);
    await tx.conversation.updateMany({
      where: { tenantId, threadId: id, ...(both ? { id: { not: mine.id } } : {}) },
      data: { threadId: target.id, contactId: into },
    });
  }
  await tx.contactIdentity.updateMany({ where: { tenantId, contactId: from }, data: { contactId: into } });
  // Values of the remaining contact win; those that only the other has are added. What protects the person is kept from
  // both: the latest word on marketing, the restriction of either, and consent to training only if both had given it,
  // since messages of the other were written without it.
  await tx.$executeRaw`
    UPDATE contact i
    SET
      restricted = i.restricted
      OR f.restricted,
      training_consent = i.training_consent
      AND f.training_consent,
      consent_source = coalesce(i.consent_source, f.consent_source),
      consent_at = coalesce(i.consent_at, f.consent_at),
      marketing_stopped = CASE
        WHEN f.marketing_said_at > i.marketing_said_at
        OR (f.marketing_said_at IS NOT NULL AND i.marketing_said_at IS NULL) THEN f.marketing_stopped
        ELSE i.marketing_stopped
      END,
      marketing_said_at = greatest(i.marketing_said_at, f.marketing_said_at),
      profile_name = coalesce(i.profile_name, f.profile_name),
      given_name = coalesce(i.given_name, f.given_name),
      username = coalesce(i.username, f.username),
      vip = i.vip
      OR f.vip,
      language = coalesce(i.language, f.language),
      attributes = f.attributes || i.attributes,
      tags = ARRAY(SELECT DISTINCT unnest(i.tags || f.tags) ORDER BY 1)
    FROM contact f
    WHERE f.id = ${from}::uuid
      AND i.id = ${into}::uuid
      AND f.tenant_id = ${tenantId}::uuid
      AND i.tenant_id = f.tenant_id`;
  await mergeBlocks(unit, from, into);
  await moveRejected(unit, from, into);
  await tx.contactImportLine.updateMany({ where: { tenantId, contactId: from }, data: { contactId: into } });
  // Nothing of the person is kept twice: erasing the one that stays would miss it. A conversation of its own keeps it until
  // that is erased.
  if ((await tx.conversation.count({ where: { tenantId, contactId: from } })) === 0) await forgetFacts(unit, from);
  wake.beside.push(['contact', into]);
  await noteAct(unit, { actor, action: 'contact.merge', targetId: into, at, data: { from } });
}

/** Who somebody said is another person than the one that goes is another than the one that stays. */
async function moveRejected({ tx, tenantId }: TenantUnit, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO contact_pair (tenant_id, one_id, other_id, author_kind, author_id, created_at)
    SELECT p.tenant_id, least(o.id, ${into}::uuid), greatest(o.id, ${into}::uuid), p.author_kind, p.author_id, p.created_at
    FROM contact_pair p
      CROSS JOIN LATERAL (SELECT CASE p.one_id WHEN ${from}::uuid THEN p.other_id ELSE p.one_id END AS id) o
    WHERE p.tenant_id = ${tenantId}::uuid
      AND (p.one_id = ${from}::uuid OR p.other_id = ${from}::uuid)
      AND o.id <> ${into}::uuid
    ON CONFLICT DO NOTHING`;
  await tx.contactPair.deleteMany({ where: { tenantId, OR: [{ oneId: from }, { otherId: from }] } });
}

async function closeIt(unit: TenantUnit, conversationId: string, mergedInto: string, at: number): Promise<void> {
  const settings = await tenantSettings(unit);
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR }, async state =>
    close(state, { reason: 'merged' }, at, settings, await requireQueue(unit, state.queueId)),
  );
  await unit.tx.conversation.updateMany({
    where: { tenantId: unit.tenantId, id: conversationId },
    data: { mergedInto },
  });
}
