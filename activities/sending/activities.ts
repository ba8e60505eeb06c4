import { findCallingNumber, numberOfMessage } from '../../store/numbers/find-number.ts';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { recordOf } from '../../domain/whatsapp/record.ts';
import type { SendOutcome } from '../../domain/conversation/decide.ts';
import { isMediaKind } from '../../domain/whatsapp/media.ts';
import { losesFile, throttleDelayMs } from '../../domain/whatsapp/send-errors.ts';
import type { GraphDependencies } from '../whatsapp/dependencies.ts';
import type { WhatsAppActivities } from '../../workflows/contract.ts';
import { eventsAfter } from '../../store/conversation/events.ts';
import { transition } from '../../store/conversation/transition.ts';
import { uploadAgain } from '../../store/media/meta-files.ts';
import { newId } from '../../store/db/ids.ts';
import { openToken } from '../../store/numbers/token.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import type { SendOrder } from '../../store/sending/begin-attempt.ts';
import { beginAttempt, deferAttempt } from '../../store/sending/begin-attempt.ts';
import type { SendAnswer } from '../../store/sending/end-attempt.ts';
import { finishAttempt } from '../../store/sending/end-attempt.ts';
import { lastInbound } from '../../store/conversation/last-inbound.ts';
import { sayMarketing } from '../../store/inbound/preferences.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { GraphResult } from '../whatsapp/graph-client.ts';
import type { Pacer } from './pacer.ts';

export interface WhatsAppDependencies extends GraphDependencies {
  readonly pacer: Pacer;
  readonly sendTimeoutMs: number;
}

/** The contact stopped marketing messages. Source: Cloud API, error codes. */
const NO_MARKETING = 131_050;

const TYPING_TIMEOUT_MS = 5_000;

/** Calls to WhatsApp. Each activity records its outcome itself, so that a lost result costs only time. */
export function whatsappActivities({
  database,
  box,
  graph,
  pacer,
  sendTimeoutMs,
  clock,
}: WhatsAppDependencies): WhatsAppActivities {
  const receiptDone = (
    input: { tenantId: string; conversationId: string; messageId: string; lastSeq: number },
    ok: boolean,
    at: number,
  ): Promise<ConversationEvent[]> =>
    unitOfWork(database)(input.tenantId, async unit => {
      await transition(
        unit,
        { conversationId: input.conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true },
        state =>
          state.receiptMessageId === input.messageId
            ? { events: [{ type: 'receipt_done', data: { messageId: input.messageId, ok } }] }
            : { refused: 'already_done' },
      );
      return eventsAfter(unit, input.conversationId, input.lastSeq);
    });

  return {
    async sendMessage(input) {
      const { tenantId, conversationId, attemptId } = input;
      const slot = await pacer.slotFor(tenantId, attemptId);
      const begunAt = await clock();
      if (slot.kind === 'later') {
        return unitOfWork(database)(tenantId, async unit => {
          await deferAttempt(
            unit,
            { conversationId, attemptId, at: begunAt },
            { notBefore: begunAt + Math.ceil(slot.waitMs), slotAt: slot.slotAt },
          );
          return eventsAfter(unit, conversationId, input.lastSeq);
        });
      }
      const { order, begun } = await unitOfWork(database)(tenantId, async unit => ({
        order: await beginAttempt(unit, { conversationId, attemptId, at: begunAt }, sendTimeoutMs),
        begun: await eventsAfter(unit, conversationId, input.lastSeq),
      }));
      if (order === null) return begun;
      const token = openToken(box, tenantId, order.numberId, order.accessToken);
      // The attempt's stored deadline is by `clock`; the socket's time-out needs the machine's. Waiting for the slot
      // counts.
      const deadline = Date.now() + sendTimeoutMs;
      await slot.ready();
      const result =
        withoutFile(order) ?? (await graph.postMessage(order.phoneNumberId, token, messageBody(order), deadline));
      const endedAt = await clock();
      const { outcome, answer } = outcomeOf(result, order, endedAt);
      return unitOfWork(database)(tenantId, async unit => {
        await finishAttempt(unit, { conversationId, attemptId, at: endedAt }, outcome, answer);
        if (result.kind === 'rejected' && result.code === NO_MARKETING)
          await sayMarketing(unit, order.contactId, true, begunAt);
        if (result.kind === 'rejected' && losesFile(result.code)) await uploadAgain(unit, input.messageId, true);
        if (result.kind === 'rejected' || result.kind === 'throttled')
          await noteTrouble(unit, order.numberId, result, begunAt, endedAt);
        return [...begun, ...(await eventsAfter(unit, conversationId, begun.at(-1)?.seq ?? input.lastSeq))];
      });
    },

    async sendTyping({ tenantId, conversationId }) {
      const at = await clock();
      const target = await database.withTenant(tenantId, async unit => {
        const last = await lastInbound(unit, conversationId, at);
        const number = last === null ? null : await findCallingNumber(unit, last.numberId);
        return last?.wamid == null || number === null || number.sendingPaused ? null : { wamid: last.wamid, number };
      });
      if (target === null) return;
      const { wamid, number } = target;
      const token = openToken(box, tenantId, number.id, number.accessToken);
      await graph.postMessage(
        number.phoneNumberId,
        token,
        { messaging_product: 'whatsapp', status: 'read', message_id: wamid, typing_indicator: { type: 'text' } },
        Date.now() + TYPING_TIMEOUT_MS,
      );
    },

    async sendReadReceipt(input) {
      const { tenantId, messageId } = input;
      const target = await database.withTenant(tenantId, unit => numberOfMessage(unit, messageId));
      const at = await clock();
      if (target === null) return receiptDone(input, false, at);
      const token = openToken(box, tenantId, target.number.id, target.number.accessToken);
      const result = await graph.postMessage(
        target.number.phoneNumberId,
        token,
        { messaging_product: 'whatsapp', status: 'read', message_id: target.wamid },
        Date.now() + sendTimeoutMs,
      );
      if (result.kind === 'rejected')
        await database.withTenant(tenantId, unit => noteTrouble(unit, target.number.id, result, at, at));
      if (result.kind === 'ok' || result.kind === 'rejected') return receiptDone(input, result.kind === 'ok', at);
      throw new Error(`the read receipt was not taken: ${result.kind}`);
    },

    async giveUpReadReceipt(input) {
      return receiptDone(input, false, await clock());
    },
  };
}

/** Why a message is not sent while one of its files is not uploaded to WhatsApp; null if all are, or it has none. */
function withoutFile({ files }: SendOrder): GraphResult | null {
  const failed = files.find(file => file.state === 'failed');
  if (failed !== undefined)
    return {
      kind: 'rejected',
      httpStatus: 0,
      code: failed.errorCode,
      text: failed.errorText ?? '',
      retryAfterMs: null,
    };
  return files.every(file => file.state === 'done')
    ? null
    : { kind: 'not_sent', text: 'the file is on its way to WhatsApp' };
}

/**
 * The content as WhatsApp's API expects it, where it differs from what is stored: contact cards are a bare array, and
 * of a template only name, language and parameters are sent.
 */
function contentFor({ kind, content, files }: SendOrder): unknown {
  if (kind === 'contacts') return content['contacts'];
  if (kind === 'template')
    return {
      name: content['name'],
      language: content['language'],
      components: withFiles(
        content['components'],
        files.map(file => file.waMediaId),
      ),
    };
  const [file] = files;
  return file === undefined ? content : { ...content, id: file.waMediaId };
}

type Fields = Readonly<Record<string, unknown>>;
const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.map(recordOf).filter(each => each !== null) : [];

/**
 * A template's components with WhatsApp's media ids in place of our uploads.
 * @param names the media ids, in the order of the files in the message.
 */
function withFiles(components: unknown, names: readonly (string | null)[]): object[] {
  const left = [...names];
  const named = (parameter: Fields): object => {
    const kind = String(parameter['type']);
    const { uploadId, ...shown } = isMediaKind(kind) ? (recordOf(parameter[kind]) ?? {}) : {};
    return uploadId === undefined || left.length === 0
      ? parameter
      : { ...parameter, [kind]: { ...shown, id: left.shift() } };
  };
  const filled = (part: Fields): object =>
    part['parameters'] === undefined ? part : { ...part, parameters: listOf(part['parameters']).map(named) };
  return listOf(components).map(part =>
    part['cards'] === undefined
      ? filled(part)
      : {
          ...part,
          cards: listOf(part['cards']).map(card => ({ ...card, components: listOf(card['components']).map(filled) })),
        },
  );
}

/** The body of POST /messages. Source: Cloud API reference, "Messages". */
function messageBody(order: SendOrder): object {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...('waId' in order.to ? { to: order.to.waId } : { recipient: order.to.userId }),
    type: order.kind,
    [order.kind]: contentFor(order),
    ...(order.contextWamid === null ? {} : { context: { message_id: order.contextWamid } }),
    biz_opaque_callback_data: order.attemptId,
  };
}

function outcomeOf(result: GraphResult, order: SendOrder, at: number): { outcome: SendOutcome; answer: SendAnswer } {
  const later = (delayMs: number): SendOutcome => ({
    kind: 'throttled',
    nextAttemptId: newId(),
    notBefore: at + delayMs,
  });
  switch (result.kind) {
    case 'ok': {
      const [message] = (result.body['messages'] ?? []) as { id?: unknown }[];
      if (typeof message?.id !== 'string')
        return {
          outcome: { kind: 'unknown' },
          answer: { httpStatus: result.httpStatus, errorText: 'WhatsApp’s answer names no message.' },
        };
      return { outcome: { kind: 'accepted' }, answer: { wamid: message.id, httpStatus: result.httpStatus } };
    }
    case 'rejected':
      return {
        outcome: {
          kind: 'rejected',
          code:
            result.code !== null
              ? String(result.code)
              : result.httpStatus === 0
                ? 'media_not_uploaded'
                : `http_${result.httpStatus}`,
        },
        answer: { ...(result.httpStatus === 0 ? {} : { httpStatus: result.httpStatus }), errorText: result.text },
      };
    case 'throttled':
      return {
        outcome: later(Math.max(result.retryAfterMs ?? 0, throttleDelayMs(result.code, order.attemptNumber - 1))),
        answer: {
          httpStatus: result.httpStatus,
          errorCode: result.code === null ? `http_${result.httpStatus}` : String(result.code),
          errorText: result.text,
        },
      };
    case 'not_sent':
      return {
        outcome: later(throttleDelayMs(null, order.attemptNumber - 1)),
        answer: { errorCode: 'unreachable', errorText: result.text },
      };
    case 'unknown':
      return {
        outcome: { kind: 'unknown' },
        answer: {
          ...(result.httpStatus === null ? {} : { httpStatus: result.httpStatus }),
          ...(result.code === null ? {} : { errorCode: String(result.code) }),
          errorText: result.text,
        },
      };
  }
}
