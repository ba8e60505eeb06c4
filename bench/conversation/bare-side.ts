/** The baseline from outside: what a contact and an agent do with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import pg from 'pg';
import { signed, webhookBody } from '../load.ts';
import { contactOf, waIdOf } from './contact.ts';
import type { Meta } from './meta.ts';
import type { WalkedSide } from './walk.ts';

const LOOKS_EVERY_MS = 10;

/** Creates the tables that the baseline's processes write to; to be run before they start. */
export const BARE_TABLES = `
  CREATE TABLE bare_message (id bigserial PRIMARY KEY, contact text NOT NULL, wamid text UNIQUE, direction text NOT NULL, content jsonb NOT NULL, status text, at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE bare_offer (contact text PRIMARY KEY, state text NOT NULL DEFAULT 'offered', at timestamptz NOT NULL DEFAULT now())`;

export class BareSide implements WalkedSide {
  readonly #apiUrl: string;
  readonly #phoneNumberId: string;
  readonly #meta: Meta;
  readonly #admin: pg.Pool;
  readonly #http = new Agent({ connections: 64, pipelining: 1 });
  readonly #waiting = new Map<number, () => void>();
  #stopped = false;
  readonly #looking: Promise<void>;

  constructor({
    apiUrl,
    adminUrl,
    phoneNumberId,
    meta,
  }: {
    readonly apiUrl: string;
    readonly adminUrl: string;
    readonly phoneNumberId: string;
    readonly meta: Meta;
  }) {
    this.#apiUrl = apiUrl;
    this.#phoneNumberId = phoneNumberId;
    this.#meta = meta;
    this.#admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
    this.#looking = this.#look();
  }

  async end(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
    await Promise.all([this.#http.close(), this.#admin.end()]);
  }

  readonly write = async (contact: number): Promise<void> => {
    const { bytes } = webhookBody(this.#phoneNumberId, contact);
    await this.#post('/webhook', bytes, signed(bytes));
  };

  readonly drafted = (): Promise<void> => Promise.resolve();

  readonly offered = (contact: number): Promise<void> => new Promise(resolve => this.#waiting.set(contact, resolve));

  readonly accept = (contact: number): Promise<void> => this.#act(`/offers/${waIdOf(contact)}/accept`, {});

  readonly reply = async (contact: number, text: string): Promise<void> => {
    const read = this.#meta.read(waIdOf(contact));
    await this.#act(`/conversations/${waIdOf(contact)}/messages`, { type: 'text', text: { body: text } });
    await read;
  };

  readonly close = (contact: number): Promise<void> => this.#act(`/conversations/${waIdOf(contact)}/close`, {});

  readonly idle = (): Promise<void> => Promise.resolve();

  async #look(): Promise<void> {
    while (!this.#stopped) {
      if (this.#waiting.size > 0) {
        const { rows } = await this.#admin.query<{ contact: string }>(
          "SELECT contact FROM bare_offer WHERE state = 'offered'",
        );
        for (const row of rows) {
          const contact = contactOf(row.contact);
          this.#waiting.get(contact)?.();
          this.#waiting.delete(contact);
        }
      }
      await sleep(LOOKS_EVERY_MS);
    }
  }

  #act(path: string, body: object): Promise<void> {
    return this.#post(path, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json' });
  }

  async #post(path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
    const answer = await request(`${this.#apiUrl}${path}`, { method: 'POST', body, headers, dispatcher: this.#http });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
}
