import { recordOf } from '../../domain/whatsapp/record.ts';
import type { BlockError } from '../../store/contacts/blocks.ts';
import { endBlock, phoneOf, waitingBlocks } from '../../store/contacts/blocks.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { ContactBlock } from '../../store/generated/client.ts';
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

type Refused = { readonly code: BlockError; readonly metaCode: number | null };

/** Blocks contacts at WhatsApp, and unblocks them. Every call may be repeated: what is so stays so. */
export function blockActivities({
  database,
  box,
  graph,
  clock,
}: GraphDependencies): Pick<ContactActivities, 'tellBlock' | 'giveUpBlocks'> {
  /** @returns null: it is done. @throws a retryable failure when WhatsApp gives no definite answer. */
  async function tell(tenantId: string, block: ContactBlock): Promise<Refused | null> {
    const { number, phone } = await database.withTenant(tenantId, async unit => ({
      number: await connectedNumber(unit, { id: block.numberId }),
      phone: await phoneOf(unit, block.contactId),
    }));
    if (number === null) return { code: 'disconnected', metaCode: null };
    if (phone === null) return { code: 'no_number', metaCode: null };
    const token = openToken(box, tenantId, number.id, number.accessToken);
    const path = `${encodeURIComponent(number.phoneNumberId)}/block_users`;
    const body = { messaging_product: 'whatsapp', block_users: [{ user: `+${phone}` }] };
    const result = block.wanted ? await graph.post(path, body, token) : await graph.deleteWith(path, body, token);
    return refusalOf(result);
  }

  return {
    async tellBlock({ tenantId, contactId }) {
      const [block] = await database.withTenant(tenantId, unit => waitingBlocks(unit, contactId));
      if (block === undefined) return false;
      const refused = await tell(tenantId, block);
      const at = await clock();
      await unitOfWork(database)(tenantId, unit => endBlock(unit, block, refused, at));
      return true;
    },

    async giveUpBlocks({ tenantId, contactId }) {
      const at = await clock();
      await unitOfWork(database)(tenantId, async unit => {
        for (const block of await waitingBlocks(unit, contactId))
          await endBlock(unit, block, { code: 'not_reached', metaCode: null }, at);
      });
    },
  };
}

/** Why WhatsApp refused; null: it did not. @throws a retryable failure without a definite answer. */
function refusalOf(result: GraphResult): Refused | null {
  if (result.kind === 'throttled' || result.kind === 'unknown' || result.kind === 'not_sent')
    throw graphUnavailable(result, 'not_reached');
  const inner = failureIn(result.body ?? {});
  if (result.kind === 'ok' && inner === null) return null;
  const code = result.kind === 'rejected' && result.code !== SOME_FAILED ? result.code : inner;
  if (code !== null && LATER.has(code)) throw graphUnavailable(result, 'not_reached');
  return { code: nameOf(code), metaCode: code };
}

function nameOf(code: number | null): BlockError {
  if (code === NOT_LATELY) return 'not_lately';
  if (code === LIST_FULL) return 'list_full';
  return code !== null && TOKEN_CODES.has(code) ? 'token_refused' : 'refused';
}

/** The code with which the one person of the call failed; -1 where it failed without one; null: it did not fail. */
function failureIn(body: Readonly<Record<string, unknown>>): number | null {
  const failed = recordOf(body['block_users'])?.['failed_users'];
  if (!Array.isArray(failed) || failed.length === 0) return null;
  const errors: unknown = recordOf(failed[0])?.['errors'];
  const code: unknown = Array.isArray(errors) ? recordOf(errors[0])?.['code'] : undefined;
  return Number.isSafeInteger(Number(code)) ? Number(code) : -1;
}
