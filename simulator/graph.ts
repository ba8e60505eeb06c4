/**
 * POST /{version}/{phone-number-id}/messages, answered as Meta does: access token, shape, rate limits, customer-service
 * windows; and faults that a test has ordered.
 */
import type { Express, Request, Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { blockedAs } from './blocks.ts';
import { META_ERRORS, titleOf } from './errors.ts';
import type { Gate } from './gate.ts';
import type { SimulatedMessage } from './messages.ts';
import type { SimulatedFiles } from './media.ts';
import { readMessage } from './messages.ts';
import type { FaultOrder, SimulatorSettings } from './settings.ts';
import type { SimulatedNumber, SimulatorState } from './state.ts';
import { holdsToken } from './state.ts';
import { newWamid } from './state.ts';
import type { SimulatedTemplates } from './templates.ts';
import type { SentTemplate } from './template-filling.ts';
import { filesIn, fillTemplate } from './template-filling.ts';
import type { WebhookSender } from './webhooks.ts';

export interface GraphParts {
  readonly numbers: readonly SimulatedNumber[];
  readonly state: SimulatorState;
  readonly webhooks: WebhookSender;
  readonly settings: () => SimulatorSettings;
  readonly faults: FaultOrder[];
  readonly templates: SimulatedTemplates;
  readonly files: SimulatedFiles;
  /** Each valid message passes it, with its recipient, before it is answered. */
  readonly sendGate: Gate;
}

const MEDIA = new Set(['image', 'video', 'audio', 'document', 'sticker']);
const WINDOW_MS = 24 * 60 * 60 * 1000;

const receipt = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
});

export function graphRoutes(server: Express, parts: GraphParts): void {
  const { state, webhooks, faults } = parts;
  const buckets = new Map<string, number[]>();
  const owedUntil = new Map<string, number>();

  /** Answers with Meta's error body. Source: Cloud API error codes. */
  function fail(response: Response, code: number, details: string): void {
    state.refusals.set(code, (state.refusals.get(code) ?? 0) + 1);
    response.status(META_ERRORS.get(code)?.[0] ?? 400).json({
      error: {
        message: `(#${code}) ${titleOf(code)}`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: newWamid().slice(6, 22),
      },
    });
  }

  /** Takes a place among `limit` per `spanMs` (sliding window; 0: no limit). @returns false when none is left. */
  function fits(key: string, limit: number, spanMs: number, now: number): boolean {
    if (limit === 0) return true;
    const recent = (buckets.get(key) ?? []).filter(at => at > now - spanMs);
    if (recent.length >= limit) return false;
    buckets.set(key, [...recent, now]);
    return true;
  }

  /**
   * The rate limit per pair of number and contact: each message costs `pairMs`, and up to `pairBurst` messages may be
   * sent ahead of that. @returns false when the limit is reached.
   */
  function fitsPair(key: string, { pairBurst, pairMs }: SimulatorSettings, now: number): boolean {
    if (pairBurst === 0) return true;
    const owed = Math.max((owedUntil.get(key) ?? 0) - now, 0);
    if (owed > (pairBurst - 1) * pairMs) return false;
    owedUntil.set(key, now + owed + pairMs);
    return true;
  }

  /** The next fault that was ordered for this recipient or for any, which counts as used. */
  function takeFault(to: string): Pick<FaultOrder, 'kind' | 'code'> | null {
    const index = faults.findIndex(fault => fault.to === undefined || fault.to === to);
    const fault = faults[index];
    if (fault === undefined) return null;
    fault.count -= 1;
    if (fault.count <= 0) faults.splice(index, 1);
    return { kind: fault.kind, code: fault.code };
  }

  server.post('/:version/:phoneNumberId/messages', async (request: Request, response: Response) => {
    const number = parts.numbers.find(candidate => candidate.phoneNumberId === request.params['phoneNumberId']);
    const authorization = request.get('authorization');
    if (!parts.numbers.some(candidate => holdsToken(candidate, authorization)))
      return fail(response, 190, 'Cannot parse access token');
    if (number === undefined) return fail(response, 33, 'The business phone number has been deleted or does not exist');
    if (!holdsToken(number, authorization)) return fail(response, 10, 'The token has no permission for this number');
    if (number.registered === false) return fail(response, 133010, 'Phone number not registered');
    const body: unknown = request.body;
    if ((body as { status?: unknown } | null)?.status !== undefined) {
      const parsed = receipt.safeParse(body);
      if (!parsed.success) return fail(response, 100, z.prettifyError(parsed.error));
      state.record({ read: parsed.data.message_id });
      if (parsed.data.typing_indicator !== undefined) state.typing.set(parsed.data.message_id, Date.now());
      return void response.json({ success: true });
    }
    const read = readMessage(body);
    if ('code' in read) return fail(response, read.code, read.details);
    await parts.sendGate.pass(read.message.to ?? read.message.recipient ?? '');
    await answerMessage(number, read.message, response);
  });

  async function answerMessage(number: SimulatedNumber, message: SimulatedMessage, response: Response): Promise<void> {
    const settings = parts.settings();
    const to = (message.to ?? message.recipient ?? '').replace(/^\+/, '');
    const now = Date.now();
    const { kind: fault, code } = takeFault(to) ?? {};
    if (fault === 'error' && code !== undefined) return fail(response, code, 'This was asked for');
    if (fault === 'error_500_before') return fail(response, 131000, 'The message was not sent');
    if (fault === 'hang') return void (await sleep(600_000, undefined, { ref: false }));
    if (fault === 'reset') return void response.socket?.resetAndDestroy();
    if (!fits(number.phoneNumberId, settings.throughput, 1_000, now))
      return fail(response, 130429, 'Cloud API message throughput has been reached');
    if (!fitsPair(`${number.phoneNumberId} ${to}`, settings, now))
      return fail(response, 131056, 'Too many messages to the same number in a short time');
    if (state.blocked.has(blockedAs(number, to))) return fail(response, 131026, 'The business has blocked this person');
    const last = state.lastInboundAt(number.phoneNumberId, to);
    const open = last === null ? settings.unknownContacts === 'open' : now < last + WINDOW_MS;
    const isTemplate = message.type === 'template';
    const file = (message[message.type] as { id?: unknown } | undefined)?.id;
    if (MEDIA.has(message.type) && typeof file === 'string' && !parts.files.has(file))
      return fail(response, 131053, 'Media upload error: there is no such file');
    if (isTemplate) {
      const sent = message['template'] as SentTemplate;
      const filled = fillTemplate(parts.templates.of(number.wabaId), sent);
      if ('code' in filled) return fail(response, filled.code, filled.details);
      if (filesIn(sent).some(id => !parts.files.has(id)))
        return fail(response, 131053, 'Media upload error: there is no such file');
    }
    if (!open && !isTemplate && settings.closedWindow === 'sync')
      return fail(response, 131047, 'More than 24 hours have passed since the recipient last replied');
    const wamid = newWamid();
    const { biz_opaque_callback_data: opaque = null, ...rest } = message;
    state.record({
      accepted: {
        wamid,
        phoneNumberId: number.phoneNumberId,
        to,
        body: rest,
        bizOpaqueCallbackData: opaque,
        acceptedAt: now,
      },
    });
    const failing = !open && !isTemplate ? 131047 : fault === 'fails_later' ? code : undefined;
    webhooks.announce({
      number,
      wamid,
      to,
      opaque,
      failure: failing === undefined ? null : { code: failing, title: titleOf(failing) },
    });
    if (
      failing === undefined &&
      (message['interactive'] as { type?: unknown } | undefined)?.type === 'request_contact_info' &&
      settings.contactRequests === 'share'
    )
      webhooks.shareContact(number, to, wamid);
    if (fault === 'accept_then_drop') return void response.socket?.destroy();
    if (fault === 'accept_then_reset') return void response.socket?.resetAndDestroy();
    if (fault === 'accept_then_hang') return void (await sleep(600_000, undefined, { ref: false }));
    if (fault === 'accept_then_garble') return void response.status(200).send('<html>It worked!</html>');
    if (fault === 'error_500_after') return fail(response, 131000, 'Try again later');
    if (settings.answerDelayMs > 0) await sleep(settings.answerDelayMs);
    response.json({
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: to }],
      messages: [{ id: wamid, message_status: 'accepted' }],
    });
  }
}
