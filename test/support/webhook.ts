import { createHmac } from 'node:crypto';
import type { IngestCounts } from '../../store/inbound/ingest.ts';
import type { ProblemFields } from './api-answers.ts';
import type { Answer } from './http-client.ts';
import { HttpClient } from './http-client.ts';
import { APP_SECRET } from './meta-secret.ts';

let serial = 0;

/** A message in a webhook; its content is under the name of its type. */
export interface WebhookMessage {
  id: string;
  type: string;
  from?: string;
  timestamp?: string;
  context?: Record<string, unknown>;
  [part: string]: unknown;
}

interface WebhookValue {
  metadata?: { phone_number_id: string; display_phone_number?: string };
  messaging_product?: string;
  contacts?: Record<string, unknown>[];
  messages?: WebhookMessage[];
  statuses?: { id: string; [part: string]: unknown }[];
}

interface WebhookEntry {
  id: string;
  time?: number;
  changes: { field: string; value: WebhookValue }[];
}

/** A webhook body, as far as tests read or change it. */
export interface WebhookBody {
  entry: WebhookEntry[];
}

export function sign(body: Buffer, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The answer to a webhook: the counts of its items or, when it was refused, the fields of a problem. */
export type Receipt = IngestCounts & ProblemFields;

/** Posts a webhook as Meta does. @param signature replaces the correct one. */
export async function postWebhook(
  baseUrl: string,
  body: object | Buffer,
  signature?: string,
): Promise<Answer<Receipt>> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const answer = await new HttpClient(baseUrl).post('/webhooks/whatsapp', bytes, {
    'content-type': 'application/json',
    'x-hub-signature-256': signature ?? sign(bytes),
  });
  return answer as Answer<Receipt>;
}

export interface TextOptions {
  readonly phoneNumberId: string;
  readonly from: string;
  readonly text?: string;
  readonly wamid?: string;
  readonly at?: number;
  /** Wamid of the message it replies to. */
  readonly repliesTo?: string;
}

/** A webhook body with one text message. */
export function textBody({
  phoneNumberId,
  from,
  text = 'hello',
  wamid = `wamid.test.${process.pid}.${++serial}`,
  at = Date.now(),
  repliesTo,
}: TextOptions): WebhookBody {
  return messagesBody(phoneNumberId, {
    contacts: [{ profile: { name: `Customer ${from}` }, wa_id: from }],
    messages: [
      {
        from,
        id: wamid,
        timestamp: String(Math.floor(at / 1000)),
        type: 'text',
        text: { body: text },
        ...(repliesTo === undefined ? {} : { context: { from: 'x', id: repliesTo } }),
      },
    ],
  });
}

export function messagesBody(phoneNumberId: string, value: object): WebhookBody & { object: string } {
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '1', phone_number_id: phoneNumberId },
              ...value,
            },
          },
        ],
      },
    ],
  };
}
