/**
 * WhatsApp for one side of a measurement: accepts messages and reports three statuses for each, one webhook per status,
 * as WhatsApp does.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { signed } from '../load.ts';

const STATUSES = ['sent', 'delivered', 'read'] as const;

export interface MetaOptions {
  /** Where statuses are posted; a function, because the API may be started later. */
  readonly webhookUrl: () => string;
}

let serial = 0;

/** WhatsApp's Cloud API as far as a conversation of texts needs it. */
export class Meta {
  readonly #options: MetaOptions;
  readonly #server: Server;
  /** By contact: resolves the promise of `read`. */
  readonly #waiting = new Map<string, () => void>();
  /** By contact: resolves the promise of `taken`. */
  readonly #taking = new Map<string, () => void>();

  private constructor(options: MetaOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
  }

  static async start(options: MetaOptions): Promise<Meta> {
    const meta = new Meta(options);
    await new Promise<void>(resolve => meta.#server.listen(0, '127.0.0.1', () => resolve()));
    return meta;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** To be called before a reply is sent; resolves when all its statuses have been posted. */
  read(contact: string): Promise<void> {
    return new Promise(resolve => this.#waiting.set(contact, resolve));
  }

  /** To be called before a reply is sent; resolves when it arrives here. */
  taken(contact: string): Promise<void> {
    return new Promise(resolve => this.#taking.set(contact, resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const answer = (body: object): unknown =>
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const phoneNumberId = /([^/]+)\/messages$/.exec(incoming.url ?? '')?.[1];
    if (incoming.method !== 'POST' || phoneNumberId === undefined) return void answer({ data: [], success: true });
    const body = JSON.parse(Buffer.concat(pieces).toString()) as { to?: string; biz_opaque_callback_data?: string };
    const [contact, wamid] = [
      (body.to ?? '').replace('+', ''),
      `wamid.bench.out.${String(++serial).padStart(12, '0')}`,
    ];
    this.#taking.get(contact)?.();
    this.#taking.delete(contact);
    answer({
      messaging_product: 'whatsapp',
      contacts: [{ input: contact, wa_id: contact }],
      messages: [{ id: wamid }],
    });
    for (const status of STATUSES)
      await this.#tell(phoneNumberId, {
        id: wamid,
        status,
        timestamp: String(Math.floor(Date.now() / 1_000)),
        recipient_id: contact,
        ...(body.biz_opaque_callback_data === undefined
          ? {}
          : { biz_opaque_callback_data: body.biz_opaque_callback_data }),
      });
    this.#waiting.get(contact)?.();
    this.#waiting.delete(contact);
  }

  async #tell(phoneNumberId: string, status: object): Promise<void> {
    const bytes = Buffer.from(
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
                  statuses: [status],
                },
              },
            ],
          },
        ],
      }),
    );
    const { body } = await request(this.#options.webhookUrl(), { method: 'POST', body: bytes, headers: signed(bytes) });
    await body.dump();
  }
}
