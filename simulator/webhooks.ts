import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { inBackground } from '../config/process/background.ts';
import type { Phones } from './phones.ts';
import type { SimulatorSettings } from './settings.ts';
import type { SimulatedNumber, SimulatorState } from './state.ts';
import { newWamid } from './state.ts';

/** An accepted message whose statuses are to be reported. */
export interface Announcement {
  readonly number: SimulatedNumber;
  readonly wamid: string;
  readonly to: string;
  /** `biz_opaque_callback_data` of the message, which its statuses repeat. */
  readonly opaque: string | null;
  readonly failure: { readonly code: number; readonly title: string } | null;
}

export interface WebhookParts {
  readonly url: string;
  /** Signs the webhooks. */
  readonly appSecret: string;
  readonly state: SimulatorState;
  readonly settings: () => SimulatorSettings;
  /** Gives random numbers from 0 to 1, by which statuses are shuffled, duplicated or lost. */
  readonly chance: () => number;
  readonly phones: Phones;
}

/**
 * The phone number behind a business-scoped user id: always the same for an id, from a range that is not in use (ITU:
 * +999 is not assigned). A phone number stands for itself.
 */
const phoneOf = (from: string): string =>
  /^\d+$/.test(from) ? from : `999${from.replaceAll(/\D/g, '').slice(-9).padStart(9, '0')}`;

/** Statuses that the customer's phone tells. */
const OF_THE_PHONE: ReadonlySet<string> = new Set(['delivered', 'read']);

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Sends signed webhooks as Meta does: repeated with growing pauses until the answer is 200. */
export class WebhookSender {
  readonly #url: string;
  readonly #appSecret: string;
  readonly #state: SimulatorState;
  readonly #settings: () => SimulatorSettings;
  readonly #chance: () => number;
  readonly #phones: Phones;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  /** How many webhooks are not acknowledged yet. */
  pending = 0;

  constructor({ url, appSecret, state, settings, chance, phones }: WebhookParts) {
    this.#url = url;
    this.#appSecret = appSecret;
    this.#state = state;
    this.#settings = settings;
    this.#chance = chance;
    this.#phones = phones;
  }

  /** Stops all deliveries and retries; resolves when none is running. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }

  /**
   * A customer writes. Without a network the message waits on the phone.
   * @param message type and content, such as `{ type: 'text', text: { body } }`.
   * @param at when it was written, epoch milliseconds. @returns the message's wamid.
   */
  inbound(
    number: SimulatedNumber,
    { from, name }: { readonly from: string; readonly name: string },
    message: Readonly<Record<string, unknown>>,
    at = Date.now(),
  ): string {
    const wamid = newWamid();
    const { phoneNumberId } = number;
    const send = (): void => {
      this.#state.record({ inbound: { wamid, phoneNumberId, from, name, message, at } });
      this.#post(number, {
        contacts: [{ profile: { name }, wa_id: from }],
        messages: [{ from, id: wamid, timestamp: String(Math.floor(at / 1000)), ...message }],
      });
    };
    this.#phones.write(from, { id: wamid, phoneNumberId, at, message, send });
    return wamid;
  }

  /**
   * A customer shares the phone number that a message asked for: a contacts message whose `origin` says so, from the
   * customer as WhatsApp identifies it, without a vCard, which only cards shared by hand have. Source: Cloud API,
   * "Business-scoped user IDs", requesting phone numbers.
   * @param from the phone number, or the business-scoped user id of somebody who hides it.
   * @returns the message's wamid.
   */
  shareContact(number: SimulatedNumber, from: string, requestWamid: string): string {
    const wamid = newWamid();
    const at = Date.now();
    const phone = phoneOf(from);
    const message = {
      type: 'contacts',
      origin: 'contact_request',
      context: { from: number.displayPhoneNumber.replaceAll(/\D/g, ''), id: requestWamid },
      contacts: [{ phones: [{ phone: `+${phone}`, wa_id: phone }] }],
    };
    const name = this.#state.inbound.findLast(
      entry => entry.phoneNumberId === number.phoneNumberId && entry.from === from,
    )?.name;
    this.#state.record({
      inbound: { wamid, phoneNumberId: number.phoneNumberId, from, name: name ?? '', message, at },
    });
    const [contact, sender] =
      from === phone ? [{ wa_id: from }, { from }] : [{ user_id: from }, { from_user_id: from }];
    this.#post(number, {
      contacts: [{ ...(name === undefined || name === '' ? {} : { profile: { name } }), ...contact }],
      messages: [{ ...sender, id: wamid, timestamp: String(Math.floor(at / 1000)), ...message }],
    });
    return wamid;
  }

  /** Reports the statuses of an accepted message, with the delays, order, duplicates and losses of the settings. */
  announce({ number, wamid, to, opaque, failure }: Announcement): void {
    const { statuses, shuffle, duplicates, loss, statusDelayMs } = this.#settings();
    const names: string[] = failure === null ? [...statuses] : ['failed'];
    if (shuffle) names.sort(() => this.#chance() - 0.5);
    const plan = names
      .filter(() => this.#chance() >= loss)
      .flatMap(name => (this.#chance() < duplicates ? [name, name] : [name]));
    this.#run(
      (async () => {
        for (const status of plan) {
          await sleep(statusDelayMs, undefined, { signal: this.#stop.signal });
          // WhatsApp has it already, so that it counts as sent.
          if (OF_THE_PHONE.has(status)) await this.#phones.online(to, this.#stop.signal);
          if (status === 'read' && !this.#phones.of(to).readReceipts) continue;
          this.#state.record({ status: { wamid, status, at: Date.now() } });
          const errors =
            failure === null
              ? {}
              : {
                  errors: [
                    {
                      code: failure.code,
                      title: failure.title,
                      message: failure.title,
                      error_data: { details: failure.title },
                    },
                  ],
                };
          this.#post(number, {
            statuses: [
              {
                id: wamid,
                status,
                timestamp: String(Math.floor(Date.now() / 1000)),
                recipient_id: to,
                ...(opaque === null ? {} : { biz_opaque_callback_data: opaque }),
                ...(failure === null
                  ? {
                      pricing: {
                        billable: false,
                        pricing_model: 'PMP',
                        category: 'service',
                        type: 'free_customer_service',
                      },
                    }
                  : {}),
                ...errors,
              },
            ],
          });
        }
      })().catch(() => undefined),
    );
  }

  /** Sends an update about an account: any webhook field but `messages`. */
  update(wabaId: string, field: string, value: object): void {
    this.#send(wabaId, field, value);
  }

  #post(number: SimulatedNumber, value: object): void {
    this.#send(number.wabaId, 'messages', {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId },
      ...value,
    });
  }

  #send(wabaId: string, field: string, value: object): void {
    const body = Buffer.from(
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [{ id: wabaId, time: Math.floor(Date.now() / 1000), changes: [{ field, value }] }],
      }),
    );
    this.pending += 1;
    this.#run(this.#deliver(body).finally(() => (this.pending -= 1)));
  }

  #run(work: Promise<unknown>): void {
    this.#running.add(work);
    inBackground(
      'sending a webhook',
      work.finally(() => this.#running.delete(work)),
    );
  }

  async #deliver(body: Buffer): Promise<void> {
    const signature = `sha256=${createHmac('sha256', this.#appSecret).update(body).digest('hex')}`;
    for (let pause = FIRST_RETRY_MS; !this.#stop.signal.aborted; pause = Math.min(pause * 2, LAST_RETRY_MS)) {
      try {
        const answer = await request(this.#url, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
          signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(10_000)]),
        });
        await answer.body.dump();
        if (answer.statusCode === 200) return;
      } catch {
        // Sent again after the pause below.
      }
      await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}
