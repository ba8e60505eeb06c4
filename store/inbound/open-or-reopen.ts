/** Which conversation inbound messages go to, and in which queue a new or reopened one waits. */
import type { ContactFacts } from '../../domain/acd/rules.ts';
import type { RoutingDecision } from '../../domain/conversation/decide.ts';
import { isRefusal, openConversation, reopen } from '../../domain/conversation/decide.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import type { TenantUnit } from '../db/database.ts';
import type { VersionedPolicy } from '../acd/routing/policy.ts';
import { engagement } from '../ai/engage.ts';
import { actionWhenFull } from '../acd/queue-length.ts';
import { languageOf } from '../knowledge/language.ts';
import { routeFor } from '../acd/routing/policy.ts';
import type { QueueRules, TenantSettings } from '../tenant/settings.ts';
import { queueRules } from '../tenant/settings.ts';
import { UnstorableItemError } from './unstorable.ts';

interface Arrived {
  readonly message: InboundMessage;
  readonly sentAt: number;
  readonly numberId: string;
  readonly contact: { readonly contact_id: string };
}

/** How a conversation that messages begin or reopen is taken in. */
export interface IntakeDecision {
  readonly route: RoutingDecision;
  /**
   * Set when its queue is full and it is to be closed at once, after this text (if any) has been sent to the contact.
   */
  readonly full: { readonly text: string | null } | null;
  /** Events by which the AI takes part from the beginning. */
  readonly ai: readonly NewEvent[];
}

/**
 * Decides how a conversation that these messages begin or reopen is taken in. A reopened one keeps its queue, unless a
 * routing rule matches.
 * @param row the thread's latest conversation; null when there is none.
 * @param entering how many conversations entered each queue in this transaction so far; this one is added.
 * @throws UnstorableItemError when there is no queue for it.
 */
export async function entranceOf(
  unit: TenantUnit,
  policy: VersionedPolicy,
  row: ConversationRow | null,
  items: readonly Arrived[],
  settings: TenantSettings,
  entering: Map<string, number>,
  at: number,
): Promise<IntakeDecision> {
  const route = await routeOf(unit, policy, row, items, settings, at);
  const full = await actionWhenFull(unit, route.queue, entering);
  const instead = full?.action === 'queue' ? await queueRules(unit, full.queueId) : null;
  const chosen = instead === null ? route : { ...route, queue: instead };
  entering.set(chosen.queue.id, (entering.get(chosen.queue.id) ?? 0) + 1);
  const turnedAway = full?.action === 'close' ? { text: full.text } : null;
  const handedOver = row !== null && mayReopen(row, settings, at) && (row.ai?.handedOver ?? false);
  const ai =
    turnedAway !== null
      ? []
      : await engagement(
          unit,
          {
            queueId: chosen.queue.id,
            numberId: items[0]?.numberId ?? '',
            handedOver,
            wanted: chosen.ai ?? null,
            waiting: false,
          },
          settings,
          at,
        );
  return { route: chosen, full: turnedAway, ai };
}

async function routeOf(
  unit: TenantUnit,
  policy: VersionedPolicy,
  row: ConversationRow | null,
  items: readonly Arrived[],
  settings: TenantSettings,
  at: number,
): Promise<RoutingDecision & { readonly queue: QueueRules }> {
  const again = row !== null && mayReopen(row, settings, at);
  const queueId = (again ? row.queue_id : null) ?? settings.defaultQueueId;
  if (queueId === null) throw new UnstorableItemError('no_default_queue');
  const first = items.reduce<Arrived | null>(
    (earliest, item) => (earliest === null || item.sentAt < earliest.sentAt ? item : earliest),
    null,
  );
  const text = first === null ? null : wordsOf(first.message.kind, first.message.content);
  const facts = {
    numberId: first?.numberId ?? '',
    kind: first?.message.kind ?? '',
    text,
    fromAd: first?.message.content['referral'] !== undefined,
    returning: row !== null,
    contact: await contactFacts(unit, first?.contact.contact_id ?? '', policy, text),
    at,
  };
  const route = await routeFor(unit, policy, facts, {
    queueId,
    priority: again ? row.priority : 0,
    needs: again ? row.needs : [],
  });
  if (route === null) throw new UnstorableItemError('no_default_queue');
  return route;
}

const NOTHING_KNOWN: ContactFacts = { language: null, vip: false, tags: [], attributes: {} };

/** What routing rules may ask about the contact; looked up, and the language guessed, only if a rule does ask. */
async function contactFacts(
  unit: TenantUnit,
  contactId: string,
  { rules }: VersionedPolicy,
  text: string | null,
): Promise<ContactFacts> {
  if (
    !rules.some(
      ({ when }) =>
        when.languages !== undefined ||
        when.vip !== undefined ||
        when.tags !== undefined ||
        when.attributes !== undefined,
    )
  )
    return NOTHING_KNOWN;
  const known = await unit.tx.contact.findFirst({
    where: { tenantId: unit.tenantId, id: contactId },
    select: { language: true, vip: true, tags: true, attributes: true },
  });
  if (known === null) return NOTHING_KNOWN;
  return {
    ...known,
    language: known.language ?? (text === null ? null : languageOf(text)),
    attributes: known.attributes as ContactFacts['attributes'],
  };
}

const mayReopen = (row: ConversationRow, settings: TenantSettings, at: number): boolean =>
  row.closed_at !== null && row.phase === 'closed' && at - row.closed_at.getTime() <= settings.reopenWithinMs;

/**
 * Which conversation the messages go to: the open one; the latest one, reopened, if it was closed within the reopen
 * time; otherwise a new one (`reuse` is null).
 * @param entrance null when no conversation has to be opened or reopened.
 */
export function openOrReopen(
  row: ConversationRow | null,
  entrance: Pick<IntakeDecision, 'route' | 'ai'> | null,
  settings: TenantSettings,
  at: number,
  windowExpiresAt: number | null,
): { reuse: ConversationRow | null; events: readonly NewEvent[] } {
  if (entrance === null) return { reuse: row, events: [] };
  const { route, ai } = entrance;
  if (row !== null && mayReopen(row, settings, at)) {
    const decision = reopen(stateOf(row), route, at, windowExpiresAt, settings);
    if (!isRefusal(decision)) return { reuse: row, events: [...decision.events, ...ai] };
  }
  return { reuse: null, events: [...openConversation(route, at, settings).events, ...ai] };
}
