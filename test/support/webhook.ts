import { createHmac } from 'node:crypto';
import type { Answer } from './http-client.ts';
import { HttpClient } from './http-client.ts';
import { APP_SECRET } from './meta-secret.ts';

let serial = 0;

export function sign(body: Buffer, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Posts a body as Meta does. */
export function postWebhook(baseUrl: string, body: object | Buffer, signature?: string): Promise<Answer> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new HttpClient(baseUrl).post('/webhooks/whatsapp', bytes, {
    'content-type': 'application/json',
    'x-hub-signature-256': signature ?? sign(bytes),
  });
}

export interface TextOptions {
  readonly phoneNumberId: string;
  readonly from: string;
  readonly text?: string;
  readonly wamid?: string;
  readonly at?: number;
  /** The message it replies to. */
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
}: TextOptions): object {
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

export function messagesBody(phoneNumberId: string, value: object): object {
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
