import type { OutboxEntry } from '../../web/src/lib/outbox/entry.ts';
import type { Attempt, Outbox, OutboxWorld } from '../../web/src/lib/outbox/outbox.ts';
import { eventually } from './eventually.ts';

const TAKEN: Attempt = { taken: true };
/** Nobody knows whether it was taken. */
export const LOST: Attempt = { taken: false, again: true, message: 'no answer' };
export const MINUTE = 60_000;

/** A world whose clock, connection and customer are the test's. */
export class World implements OutboxWorld {
  readonly kept = new Map<string, string>();
  readonly storage = {
    names: () => [...this.kept.keys()],
    getItem: (name: string) => this.kept.get(name) ?? null,
    setItem: (name: string, value: string) => void this.kept.set(name, value),
    removeItem: (name: string) => void this.kept.delete(name),
  };
  readonly sent: OutboxEntry[] = [];
  readonly timers: (() => void)[] = [];
  at = 1_000_000;
  isOnline = true;
  newest: string | null = 'question';
  /** What comes of each attempt; at the end all are taken. */
  readonly outcomes: Attempt[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  readonly send = (entry: OutboxEntry): Promise<Attempt> => {
    this.sent.push(entry);
    return Promise.resolve(this.outcomes.shift() ?? TAKEN);
  };
  newestInbound = (): Promise<string | null> => Promise.resolve(this.newest);
  readonly exclusively = (_: string, work: () => Promise<void>): Promise<void> => {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  };
  readonly canSend = () => this.isOnline;
  readonly now = () => this.at;
  readonly later = (_: number, work: () => void) => void this.timers.push(work);

  get texts(): string[] {
    return this.sent.map(({ text }) => text);
  }
}

/** A reply to the world's `question`. */
export const entry = (text: string, conversationId = 'a') => ({
  key: `key of ${text}`,
  conversationId,
  to: { kind: 'reply' as const },
  text,
  quotes: null,
  file: null,
  answers: 'question',
  used: null,
});
/** A filled template of this name, sent off after the world's `question`. */
export const template = (name: string) => ({
  ...entry(name),
  to: { kind: 'template' as const, name, template: { name }, form: { id: name, values: { day: 'Monday' } } },
});
/** Waits until all was sent or taken out. */
export const isEmpty = (outbox: Outbox) => eventually(() => outbox.get().length === 0, 'an empty outbox');
/** Waits until the first is held. @returns why. */
export const isHeld = (outbox: Outbox) =>
  eventually(() => outbox.get()[0]?.hindrance?.why, 'why it is held', { until: why => why !== undefined });
