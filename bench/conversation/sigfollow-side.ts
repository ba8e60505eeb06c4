/** A checkout's API and worker from outside: what a contact and three agents do with them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import pg from 'pg';
import { signed, webhookBody } from '../load.ts';
import { contactOf, waIdOf } from './contact.ts';
import { logIn } from './log-in.ts';
import type { Meta } from './meta.ts';
import type { WalkedSide } from './walk.ts';

/** How often the database is polled for offers and drafts by default. */
const LOOKS_EVERY_MS = 10;

export interface Side {
  readonly apiUrl: string;
  readonly adminUrl: string;
  readonly phoneNumberId: string;
  readonly meta: Meta;
  /** Log-in names of the agents. */
  readonly agents: readonly string[];
  /** Whether the AI drafts an answer to every message of the contact. */
  readonly drafts: boolean;
  /** How often the database is polled for offers and drafts. */
  readonly looksEveryMs?: number | undefined;
}

interface Offer {
  readonly id: string;
  readonly agentId: string;
  readonly conversationId: string;
}

/** Offers and drafts are read from the database: requests to the API would become part of the measurement. */
export class SigFollowSide implements WalkedSide {
  readonly #side: Side;
  readonly #admin: pg.Pool;
  readonly #http = new Agent({ connections: 64, pipelining: 1 });
  /** Headers for each agent's requests, by the agent's id. */
  readonly #agents = new Map<string, Readonly<Record<string, string>>>();
  readonly #waiting = new Map<number, (offer: Offer) => void>();
  readonly #offers = new Map<number, Offer>();
  /** By contact: resolves once the contact has `count` drafts. */
  readonly #drafting = new Map<number, { readonly count: number; readonly resolve: () => void }>();
  readonly #written = new Map<number, number>();
  #stopped = false;
  #looking: Promise<void> = Promise.resolve();

  private constructor(side: Side) {
    this.#side = side;
    this.#admin = new pg.Pool({ connectionString: side.adminUrl, max: 2 });
  }

  static async open(side: Side): Promise<SigFollowSide> {
    const made = new SigFollowSide(side);
    for (const name of side.agents) await made.#logIn(name);
    made.#looking = made.#look();
    return made;
  }

  /** Stops polling and closes all connections. */
  async end(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
    await Promise.all([this.#http.close(), this.#admin.end()]);
  }

  readonly write = async (contact: number): Promise<void> => {
    const { bytes } = webhookBody(this.#side.phoneNumberId, contact);
    await this.#post('/webhooks/whatsapp', bytes, signed(bytes));
  };

  readonly drafted = async (contact: number): Promise<void> => {
    if (!this.#side.drafts) return;
    const count = (this.#written.get(contact) ?? 0) + 1;
    this.#written.set(contact, count);
    await new Promise<void>(resolve => this.#drafting.set(contact, { count, resolve }));
  };

  readonly offered = async (contact: number): Promise<void> => {
    this.#offers.set(contact, await new Promise(resolve => this.#waiting.set(contact, resolve)));
  };

  readonly accept = (contact: number): Promise<void> =>
    this.#act(contact, offer => `/api/v1/offers/${offer.id}/accept`, {});

  readonly reply = async (contact: number, text: string): Promise<void> => {
    const read = this.#side.meta.read(waIdOf(contact));
    await this.#act(contact, offer => `/api/v1/conversations/${offer.conversationId}/messages`, {
      type: 'text',
      text: { body: text },
    });
    await read;
  };

  readonly close = (contact: number): Promise<void> =>
    this.#act(contact, offer => `/api/v1/conversations/${offer.conversationId}/close`, {});

  readonly idle = async (): Promise<void> => {
    for (;;) {
      const { rows } = await this.#admin.query<{ busy: boolean }>(
        `
          SELECT
            EXISTS (SELECT 1 FROM outbox_head)
            OR EXISTS (SELECT 1 FROM match_request)
            OR EXISTS (SELECT 1 FROM conversation WHERE phase = 'wrapping')
            OR EXISTS (SELECT 1 FROM send_attempt WHERE state IN ('PREPARED', 'IN_FLIGHT')) AS busy`,
      );
      if (rows[0]?.busy === false) return;
      await sleep(LOOKS_EVERY_MS);
    }
  };

  async #logIn(email: string): Promise<void> {
    const { userId, headers } = await logIn(this.#side.apiUrl, email);
    this.#agents.set(userId, headers);
    const said = await request(`${this.#side.apiUrl}/api/v1/me/presence`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ presence: 'online' }),
    });
    await said.body.dump();
    if (said.statusCode !== 200) throw new Error(`${email} cannot be online: ${said.statusCode}`);
  }

  async #look(): Promise<void> {
    while (!this.#stopped) {
      if (this.#waiting.size > 0) {
        const { rows } = await this.#admin.query<{
          id: string;
          agent_id: string;
          conversation_id: string;
          value: string;
        }>(
          `
            SELECT o.id, o.agent_id, o.conversation_id, i.value
            FROM offer o
              JOIN conversation c ON c.id = o.conversation_id
              JOIN contact_identity i ON i.contact_id = c.contact_id
                AND i.kind = 'wa_id'
            WHERE o.state = 'offered'`,
        );
        for (const row of rows) {
          const contact = contactOf(row.value);
          this.#waiting.get(contact)?.({ id: row.id, agentId: row.agent_id, conversationId: row.conversation_id });
          this.#waiting.delete(contact);
        }
      }
      if (this.#drafting.size > 0) {
        const { rows } = await this.#admin.query<{ value: string; count: number }>(
          `
            SELECT i.value, count(*)::int AS count
            FROM contact_identity i
              JOIN conversation c ON c.contact_id = i.contact_id
              JOIN suggestion s ON s.conversation_id = c.id
                AND s.state <> 'working'
            WHERE i.kind = 'wa_id' AND i.value = ANY($1)
            GROUP BY 1`,
          [[...this.#drafting.keys()].map(waIdOf)],
        );
        for (const row of rows) {
          const [contact, waiting] = [contactOf(row.value), this.#drafting.get(contactOf(row.value))];
          if (waiting === undefined || row.count < waiting.count) continue;
          this.#drafting.delete(contact);
          waiting.resolve();
        }
      }
      await sleep(this.#side.looksEveryMs ?? LOOKS_EVERY_MS);
    }
  }

  async #act(contact: number, path: (offer: Offer) => string, body: object): Promise<void> {
    const offer = this.#offers.get(contact);
    const agent = this.#agents.get(offer?.agentId ?? '');
    if (offer === undefined || agent === undefined)
      throw new Error(`nobody has the conversation of contact ${contact}`);
    await this.#post(path(offer), Buffer.from(JSON.stringify(body)), agent);
  }

  async #post(path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
    const answer = await request(`${this.#side.apiUrl}${path}`, {
      method: 'POST',
      body,
      headers,
      dispatcher: this.#http,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
}
