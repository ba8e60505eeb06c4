import { recordOf } from '../../domain/whatsapp/record.ts';
import type { BlockError } from '../../store/contacts/blocks.ts';
import type { BlockAnswer, BlockOrder } from '../../store/contacts/blocked-phones.ts';
import { endOrder, giveUpOrders, nextOrder } from '../../store/contacts/blocked-phones.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { connectedNumber } from '../../store/numbers/lifecycle.ts';
import { openToken } from '../../store/numbers/token.ts';
import type { ContactActivities } from '../../workflows/contract.ts';
import type { GraphDependencies } from '../whatsapp/dependencies.ts';
import type { GraphResult } from '../whatsapp/graph-client.ts';
import { graphUnavailable } from '../whatsapp/graph-unavailable.ts';

/** WhatsApp's words for a person that did not write lately, and for a list that is full. Source: Cloud API, "Block users". */
const NOT_LATELY = 131_047;
const LIST_FULL = 139_101;
/** “Some could not be blocked”: why stands with each person. */
const SOME_FAILED = 139_100;
/** Somebody else changes the list, or WhatsApp met a problem: to be repeated. */
const LATER = new Set([139_102, 139_103]);
const TOKEN_CODES = new Set([0, 102, 190]);

type Refused = NonNullable<BlockAnswer['error']>;

/** Blocks contacts at WhatsApp, and unblocks them. Every call may be repeated: what is so stays so. */
export function blockActivities({
  database,
  box,
  graph,
  clock,
}: GraphDependencies): Pick<ContactActivities, 'tellBlock' | 'giveUpBlocks'> {
  const unitOf = unitOfWork(database);

  /** @throws a retryable failure when WhatsApp gives no definite answer. */
  async function tell(tenantId: string, order: BlockOrder): Promise<BlockAnswer> {
    const number = await database.withTenant(tenantId, unit => connectedNumber(unit, { id: order.numberId }));
    const none = { blocked: [], refused: [], lifted: [] };
    if (number === null) return { ...none, error: { code: 'disconnected', metaCode: null } };
    const token = openToken(box, tenantId, number.id, number.accessToken);
    const path = `${encodeURIComponent(number.phoneNumberId)}/block_users`;
    const bodyOf = (phones: readonly string[]) => ({
      messaging_product: 'whatsapp',
      block_users: phones.map(phone => ({ user: `+${phone}` })),
    });
    const phones = order.block.flat();
    const notBlocked = phones.length === 0 ? NONE : refusalsOf(await graph.post(path, bodyOf(phones), token), phones);
    const notLifted =
      order.lift.length === 0 ? NONE : refusalsOf(await graph.deleteWith(path, bodyOf(order.lift), token), order.lift);
    return answerOf(order, notBlocked, notLifted);
  }

  return {
    async tellBlock({ tenantId, contactId, numberId }) {
      const order = await unitOf(tenantId, unit => nextOrder(unit, contactId, numberId));
      if (order === null) return false;
      const answer = await tell(tenantId, order);
      const at = await clock();
      await unitOf(tenantId, unit => endOrder(unit, order, answer, at));
      return true;
    },

    async giveUpBlocks({ tenantId, contactId, numberId }) {
      const at = await clock();
      await unitOf(tenantId, unit => giveUpOrders(unit, contactId, numberId, at));
    },
  };
}

/** By phone number. */
type Refusals = ReadonlyMap<string, Refused>;
const NONE: Refusals = new Map();

/** WhatsApp knows a number by one of its forms: the person is blocked where one of them is. */
function answerOf(order: BlockOrder, notBlocked: Refusals, notLifted: Refusals): BlockAnswer {
  let error: Refused | null = order.wanted && order.block.length === 0 ? { code: 'no_number', metaCode: null } : null;
  for (const forms of order.block) {
    const [why] = forms.flatMap(phone => notBlocked.get(phone) ?? []);
    // Whoever is blocked already has not written lately.
    const isBlocked = forms.some(
      phone => !notBlocked.has(phone) || (order.sure.has(phone) && notBlocked.get(phone)?.code === 'not_lately'),
    );
    if (!isBlocked) error ??= why ?? null;
  }
  const phones = order.block.flat();
  return {
    blocked: phones.filter(phone => !notBlocked.has(phone)),
    refused: phones.filter(phone => notBlocked.has(phone)),
    lifted: order.lift.filter(phone => !notLifted.has(phone)),
    error: error ?? [...notLifted.values()][0] ?? null,
  };
}

/** Why WhatsApp refused each of these phone numbers. @throws a retryable failure without a definite answer. */
function refusalsOf(result: GraphResult, phones: readonly string[]): Refusals {
  if (result.kind === 'throttled' || result.kind === 'unknown' || result.kind === 'not_sent')
    throw graphUnavailable(result, 'not_reached');
  const failed = failuresIn(result.body ?? {});
  const isWhole = result.kind === 'rejected' && (result.code !== SOME_FAILED || failed.size === 0);
  const refused = new Map<string, Refused>();
  for (const phone of phones) {
    const code = isWhole ? result.code : (failed.get(phone) ?? null);
    if (code === null && !isWhole) continue;
    if (code !== null && LATER.has(code)) throw graphUnavailable(result, 'not_reached');
    refused.set(phone, { code: nameOf(code), metaCode: code });
  }
  return refused;
}

function nameOf(code: number | null): BlockError {
  if (code === NOT_LATELY) return 'not_lately';
  if (code === LIST_FULL) return 'list_full';
  return code !== null && TOKEN_CODES.has(code) ? 'token_refused' : 'refused';
}

/** The codes with which phone numbers of the call failed; -1 where one failed without a code. */
function failuresIn(body: Readonly<Record<string, unknown>>): Map<string, number> {
  const failed: unknown = recordOf(body['block_users'])?.['failed_users'];
  const codes = new Map<string, number>();
  for (const each of Array.isArray(failed) ? failed : []) {
    const { input, errors } = recordOf(each) ?? {};
    if (typeof input !== 'string') continue;
    const code: unknown = Array.isArray(errors) ? recordOf(errors[0])?.['code'] : undefined;
    codes.set(input.replaceAll(/\D/g, ''), Number.isSafeInteger(Number(code)) ? Number(code) : -1);
  }
  return codes;
}
