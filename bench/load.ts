import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { waIdOf } from './conversation/contact.ts';
import { APP_SECRET } from './environment.ts';

let serial = 0;

export interface Body {
  readonly wamid: string;
  readonly bytes: Buffer;
}

/** A webhook body with one text message. All have the same length; each has its own wamid. */
export function webhookBody(phoneNumberId: string, contact: number): Body {
  const wamid = `wamid.bench.${String(++serial).padStart(12, '0')}`;
  const from = waIdOf(contact);
  return {
    wamid,
    bytes: Buffer.from(
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '70001',
            changes: [
              {
                field: 'messages',
                value: {
                  messaging_product: 'whatsapp',
                  metadata: { display_phone_number: '15551000', phone_number_id: phoneNumberId },
                  contacts: [{ profile: { name: 'Bench Customer' }, wa_id: from }],
                  messages: [
                    {
                      from,
                      id: wamid,
                      timestamp: String(Math.floor(Date.now() / 1000)),
                      type: 'text',
                      text: { body: 'The quick brown fox jumps over the lazy dog.' },
                    },
                  ],
                },
              },
            ],
          },
        ],
      }),
    ),
  };
}

/** Headers of a webhook, with its signature. */
export const signed = (bytes: Buffer): Record<string, string> => ({
  'content-type': 'application/json',
  'x-hub-signature-256': `sha256=${createHmac('sha256', APP_SECRET).update(bytes).digest('hex')}`,
});

export interface LoadResult {
  readonly perSecond: number;
  /** Wamids of the requests that were answered 200. */
  readonly acked: readonly string[];
  /** Percentiles of the time until the answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Posts bodies for `ms` milliseconds from `callers` callers, each of which sends one after the other. Only answers with
 * status 200 count; a caller stops when its connection fails.
 */
export async function load(
  url: string,
  path: string,
  callers: number,
  ms: number,
  next: () => Body,
): Promise<LoadResult> {
  const pool = new Pool(url, { connections: callers });
  const acked: string[] = [];
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - begun < ms) {
        const body = next();
        const at = performance.now();
        try {
          const answer = await pool.request({ method: 'POST', path, body: body.bytes, headers: signed(body.bytes) });
          await answer.body.dump();
          if (answer.statusCode !== 200) continue;
        } catch {
          return;
        }
        times.push(performance.now() - at);
        acked.push(body.wamid);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return { perSecond: acked.length / seconds, acked, p50: at(0.5), p99: at(0.99) };
}

/** Calls `work` for every item, `callers` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  callers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}
