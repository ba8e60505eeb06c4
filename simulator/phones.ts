/** Customers' phones: whether one has a network, and whether it tells that messages were read. */
import { EventEmitter, once } from 'node:events';
import { z } from 'zod';

const phoneSettings = z.object({
  /** No network: nothing arrives, and what is written waits on the phone. */
  airplane: z.boolean(),
  /** Without them WhatsApp reports messages as delivered and never as read; customers choose so. */
  readReceipts: z.boolean(),
});
export type PhoneSettings = z.infer<typeof phoneSettings>;

/** Those that are to change. */
export const phoneChange = phoneSettings.partial();
export type PhoneChange = z.infer<typeof phoneChange>;

const USUAL: PhoneSettings = { airplane: false, readReceipts: true };

/** A message that waits on a phone without a network. */
export interface Waiting {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly at: number;
  readonly message: Readonly<Record<string, unknown>>;
  /** Hands it to WhatsApp. */
  readonly send: () => void;
}

export class Phones {
  readonly #settings = new Map<string, PhoneSettings>();
  readonly #offSince = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #back = new EventEmitter().setMaxListeners(0);

  of(contact: string): PhoneSettings {
    return this.#settings.get(contact) ?? USUAL;
  }

  /** When the phone lost its network; null: it has one. */
  offSince(contact: string): number | null {
    return this.#offSince.get(contact) ?? null;
  }

  /** Changes those settings that are given. A phone that has a network again sends what waits, in its order. */
  change(contact: string, { airplane, readReceipts }: PhoneChange): PhoneSettings {
    const before = this.of(contact);
    const now = { airplane: airplane ?? before.airplane, readReceipts: readReceipts ?? before.readReceipts };
    this.#settings.set(contact, now);
    if (now.airplane && !before.airplane) this.#offSince.set(contact, Date.now());
    if (before.airplane && !now.airplane) {
      this.#offSince.delete(contact);
      const waiting = this.#waiting.get(contact) ?? [];
      this.#waiting.delete(contact);
      for (const { send } of waiting) send();
      this.#back.emit(contact);
    }
    return now;
  }

  /** Sends a message now, or when the phone has a network again. */
  write(contact: string, message: Waiting): void {
    if (this.of(contact).airplane) this.#waiting.set(contact, [...this.waiting(contact), message]);
    else message.send();
  }

  /** What was written without a network, the oldest first. */
  waiting(contact: string): readonly Waiting[] {
    return this.#waiting.get(contact) ?? [];
  }

  /** Resolves when the phone has a network. @throws when `signal` is aborted before. */
  async online(contact: string, signal: AbortSignal): Promise<void> {
    while (this.of(contact).airplane) await once(this.#back, contact, { signal });
  }
}
