/** Which conversation inbound messages go to, and where one waits that they begin. */
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

/**
 * Where a conversation waits that messages begin; `full`: its queue's line was as long as it may be, and this is what
 * the contact is told before it is closed.
 */
export interface IntakeDecision {
  readonly route: RoutingDecision;
  readonly full: { readonly text: string | null } | null;
  /** How the AI takes part from its beginning. */
  readonly ai: readonly NewEvent[];
}

/**
 * Where a conversation waits that these messages begin or reopen; a reopened one stays where it was, unless a rule says
 * otherwise.
 * @param entering how many entered each queue in the same transaction.
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

/** What rules may ask about the contact; looked up, and the language guessed, only where one does. */
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

/** Which conversation the messages go to: open → itself, closed lately → reopened, else a new one. */
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
