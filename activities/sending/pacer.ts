import { setTimeout as sleep } from 'node:timers/promises';
import { inBackground } from '../../config/process/background.ts';
import type { Database } from '../../store/db/database.ts';
import type { PairPlace, PairLimit } from '../../store/sending/pacing.ts';
import { intervalMs, takeNumber, takePair } from '../../store/sending/pacing.ts';

/** What is not longer is waited for inside the activity; the rest becomes a deadline of the conversation. */
const INLINE_MS = 2_000;
/** Sends of one number that wait inside this process: the others' share of its activities stays free. */
const INLINE_SENDS = 60;
/**
 * A place may be used this much later than it was given for; then a new one is taken, or those who are late would go
 * all at once.
 */
const GRACE_MS = 500;
/** A turn is given this long before its time, to get ready in. */
const READY_MS = 80;
/** Of the even pace, between two messages that leave late: catching up must not make a second too full either. */
const CATCHING_UP = 0.98;
const PLACES_AT_ONCE = 50;
/** How often and how long it is looked whether a message's file is at WhatsApp, and when again after that. */
const FILE_LOOK_MS = 200;
const FILE_INLINE_MS = 8_000;
const FILE_LATER_MS = 5_000;

export type SendSlot =
  | {
      readonly kind: 'now';
      /** Its place under the number's limit; null when the attempt is not to be sent at all. */
      readonly slotAt: number | null;
      /** Resolves when the bytes may leave: at once, or in a moment. */
      readonly ready: () => Promise<void>;
    }
  | {
      readonly kind: 'later';
      readonly waitMs: number;
      /** The place under the number's limit, when it is known. */
      readonly slotAt: number | null;
    };

interface Line {
  readonly asking: { readonly done: (at: number) => void; readonly failed: (error: unknown) => void }[];
  running: boolean;
  sleeping: number;
  /** When the last one of this process left; those who are late leave one after the other. */
  gate: Promise<number>;
}

/**
 * Gives each send its turn under WhatsApp's limits. Turns of a number go to its conversations in the order they ask.
 */
export class Pacer {
  readonly #database: Database;
  readonly #pair: PairLimit;
  readonly #lines = new Map<string, Line>();

  constructor(database: Database, pair: PairLimit) {
    this.#database = database;
    this.#pair = pair;
  }

  /** Resolves when the attempt may go, or says how long it has to wait where that is long. */
  async slotFor(tenantId: string, attemptId: string): Promise<SendSlot> {
    const place = await this.#withFile(tenantId, attemptId);
    if (place?.fileWaits === true) return { kind: 'later', waitMs: FILE_LATER_MS, slotAt: null };
    if (place === null) return { kind: 'now', slotAt: null, ready: () => Promise.resolve() };
    const { numberId, pairAt } = place;
    if (pairAt - Date.now() > INLINE_MS) return { kind: 'later', waitMs: pairAt - Date.now(), slotAt: null };
    const line = this.#lineOf(numberId);
    const given = place.slotAt !== null && Date.now() <= place.slotAt + GRACE_MS ? place.slotAt : null;
    const slotAt = Math.max(pairAt, given ?? (await this.#ask(tenantId, numberId, line)));
    const waitMs = slotAt - Date.now();
    if (waitMs > INLINE_MS || (given === null && waitMs > 0 && line.sleeping >= INLINE_SENDS)) {
      // It comes back a little early and waits here for the rest: Temporal's timers are not that exact.
      const earlyMs = Math.min(INLINE_MS / 2, (INLINE_SENDS * 750) / place.messagesPerSecond);
      return { kind: 'later', waitMs: Math.max(1, waitMs - earlyMs), slotAt };
    }
    if (waitMs > READY_MS) {
      line.sleeping += 1;
      await sleep(waitMs - READY_MS);
      line.sleeping -= 1;
    }
    return {
      kind: 'now',
      slotAt,
      ready: () => this.#leave(line, slotAt, intervalMs(place.messagesPerSecond) * CATCHING_UP),
    };
  }

  /** The pair's place; most files are at WhatsApp in a moment, and that is waited for here. */
  async #withFile(tenantId: string, attemptId: string): Promise<PairPlace | null> {
    const take = (): Promise<PairPlace | null> => takePair(this.#database, tenantId, attemptId, Date.now(), this.#pair);
    let place = await take();
    for (let waited = 0; place?.fileWaits === true && waited < FILE_INLINE_MS; waited += FILE_LOOK_MS) {
      await sleep(FILE_LOOK_MS);
      place = await take();
    }
    return place;
  }

  #lineOf(numberId: string): Line {
    const line = this.#lines.get(numberId) ?? { asking: [], running: false, sleeping: 0, gate: Promise.resolve(0) };
    this.#lines.set(numberId, line);
    return line;
  }

  async #leave(line: Line, slotAt: number, gapMs: number): Promise<void> {
    line.gate = line.gate.then(async leftAt => {
      const dueAt = Math.max(slotAt, leftAt + gapMs);
      // A timer of Node's may ring a millisecond early.
      for (let now = Date.now(); now < dueAt; now = Date.now()) await sleep(Math.ceil(dueAt - now));
      return Date.now();
    });
    await line.gate;
  }

  #ask(tenantId: string, numberId: string, line: Line): Promise<number> {
    return new Promise((done, failed) => {
      line.asking.push({ done, failed });
      if (!line.running) inBackground('giving places in a number’s line', this.#serve(tenantId, numberId, line));
    });
  }

  /** Those who ask while a statement runs share the next one. */
  async #serve(tenantId: string, numberId: string, line: Line): Promise<void> {
    line.running = true;
    while (line.asking.length > 0) {
      const asking = line.asking.splice(0, PLACES_AT_ONCE);
      try {
        const places = await takeNumber(this.#database, tenantId, numberId, Date.now(), asking.length);
        asking.forEach(({ done }, index) => done(places[index] ?? Date.now()));
      } catch (error) {
        for (const { failed } of asking) failed(error);
      }
    }
    line.running = false;
  }
}
