/**
 * POST, DELETE and GET /{version}/{phone-number-id}/block_users, answered as Meta does. Source: Cloud API, "Block
 * users": only who wrote within the last 24 hours can be blocked, each person of a call succeeds or fails alone.
 */
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { META_ERRORS, titleOf } from './errors.ts';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import type { SimulatedNumber, SimulatorState } from './state.ts';
import { holdsToken, newWamid } from './state.ts';

export interface BlockParts {
  readonly numbers: readonly SimulatedNumber[];
  readonly state: SimulatorState;
  readonly settings: () => SimulatorSettings;
  readonly faults: FaultOrder[];
}

/** How a person is called in `SimulatorState.blocked`. */
export const blockedAs = ({ phoneNumberId }: Pick<SimulatedNumber, 'phoneNumberId'>, person: string): string =>
  `${phoneNumberId} ${person.replaceAll(/\D/g, '')}`;

const WINDOW_MS = 24 * 60 * 60 * 1000;
const MOST = 1_000;
const body = z
  .object({
    messaging_product: z.literal('whatsapp'),
    block_users: z
      .array(z.object({ user: z.string().regex(/^\+?[\d\s()-]{5,25}$/) }).strict())
      .min(1)
      .max(MOST),
  })
  .strict();

export function blockRoutes(server: Express, { numbers, state, settings, faults }: BlockParts): void {
  function fail(response: Response, code: number, details: string, more: object = {}): void {
    response.status(META_ERRORS.get(code)?.[0] ?? 400).json({
      ...more,
      error: {
        message: `(#${code}) ${titleOf(code)}`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: newWamid().slice(6, 22),
      },
    });
  }

  /** The number in the path if the token may use it; otherwise answers with an error and gives null. */
  function owned(request: Request, response: Response): SimulatedNumber | null {
    const authorization = request.get('authorization');
    const number = numbers.find(each => each.phoneNumberId === request.params['phoneNumberId']);
    if (number !== undefined && holdsToken(number, authorization)) return number;
    const isKnown = numbers.some(each => holdsToken(each, authorization));
    fail(response, isKnown ? 33 : 190, 'The number does not exist, or is somebody else’s');
    return null;
  }

  /** The next fault that was ordered for such calls, of this number or of any. */
  function takeFault({ phoneNumberId }: SimulatedNumber): Pick<FaultOrder, 'code'> | null {
    const own = faults.find(({ to }) => to === `block ${phoneNumberId}`);
    if (own !== undefined && own.count > 1) {
      own.count--;
      return own;
    }
    const index = faults.findIndex(({ to }) => to === 'block' || to === `block ${phoneNumberId}`);
    return index === -1 ? null : (faults.splice(index, 1)[0] ?? null);
  }

  /** Why a person cannot be blocked; null: it can be. */
  function refusal(number: SimulatedNumber, person: string): { code: number; message: string; details: string } | null {
    const last = state.lastInboundAt(number.phoneNumberId, person);
    const isLate = last === null ? settings().unknownContacts !== 'open' : Date.now() >= last + WINDOW_MS;
    return isLate
      ? { code: 131_047, message: 'Re-engagement required', details: 'User has not messaged in the last 24 hours' }
      : null;
  }

  const change = (isBlocking: boolean) => (request: Request, response: Response) => {
    const number = owned(request, response);
    if (number === null) return;
    const fault = takeFault(number);
    if (fault !== null) return fail(response, fault.code ?? 139_103, 'This was asked for');
    const parsed = body.safeParse(request.body);
    if (!parsed.success) return fail(response, 100, z.prettifyError(parsed.error));
    const [done, failed]: [object[], object[]] = [[], []];
    for (const { user: input } of parsed.data.block_users) {
      const person = input.replaceAll(/\D/g, '');
      const why = isBlocking ? refusal(number, person) : null;
      if (why !== null) {
        const { details, ...error } = why;
        failed.push({ input, wa_id: person, errors: [{ ...error, error_data: { details } }] });
        continue;
      }
      if (isBlocking) state.blocked.add(blockedAs(number, person));
      else state.blocked.delete(blockedAs(number, person));
      done.push({ input, wa_id: person });
    }
    const answer = {
      messaging_product: 'whatsapp',
      block_users: {
        [isBlocking ? 'added_users' : 'removed_users']: done,
        ...(failed.length === 0 ? {} : { failed_users: failed }),
      },
    };
    if (failed.length > 0)
      return fail(response, 139_100, 'Failed to block some users, see the block_users response list', answer);
    response.json(answer);
  };

  const PATH = '/:version/:phoneNumberId/block_users';
  server.post(PATH, change(true));
  server.delete(PATH, change(false));
  server.get(PATH, (request, response) => {
    const number = owned(request, response);
    if (number === null) return;
    const begin = `${number.phoneNumberId} `;
    const people = [...state.blocked].filter(each => each.startsWith(begin)).map(each => each.slice(begin.length));
    response.json({ data: people.map(person => ({ messaging_product: 'whatsapp', wa_id: person })), paging: {} });
  });
}
