import { setTimeout as sleep } from 'node:timers/promises';
import { inBackground } from '../../config/process/background.ts';
import type { Database } from '../../store/db/database.ts';
import type { PairPlace, PairLimit } from '../../store/sending/pacing.ts';
import { intervalMs, takeNumber, takePair } from '../../store/sending/pacing.ts';

/** Waits up to this long pass inside the activity; longer ones become a deadline of the conversation (`send_paced`). */
const INLINE_MS = 2_000;
/** Maximum sends of one number that wait inside this process, so that activity slots stay free for other numbers. */
const INLINE_SENDS = 60;
/**
 * A slot may be used until this long after its time; after that a new one is taken, because late sends would otherwise
 * all leave at once.
 */
const GRACE_MS = 500;
/** The slot is handed out this long before its time, so that the attempt can be begun in the database. */
const READY_MS = 80;
/** Late messages leave at this share of the regular interval, so that catching up does not exceed the rate either. */
const CATCHING_UP = 0.98;
const PLACES_AT_ONCE = 50;
/**
 * A message whose file is not uploaded to WhatsApp yet is checked every `FILE_LOOK_MS` for up to `FILE_INLINE_MS`, then
 * again after `FILE_LATER_MS`.
 */
const FILE_LOOK_MS = 200;
const FILE_INLINE_MS = 8_000;
const FILE_LATER_MS = 5_000;

/** When an attempt may be sent. Times are epoch milliseconds by the machine's clock. */
export type SendSlot =
  | {
      readonly kind: 'now';
      /** Its slot under the number's rate limit; null if there is no attempt to be sent (any more). */
      readonly slotAt: number | null;
      /** To be awaited right before the bytes are sent; resolves when they may be. */
      readonly ready: () => Promise<void>;
    }
  | {
      readonly kind: 'later';
      readonly waitMs: number;
      /** Its slot under the number's rate limit, if it was already taken. */
      readonly slotAt: number | null;
    };

/** The waiting line of one number in this process. */
interface Line {
  readonly asking: { readonly done: (at: number) => void; readonly failed: (error: unknown) => void }[];
  running: boolean;
  sleeping: number;
  /** When this process last sent for the number; late sends leave one after the other. */
  gate: Promise<number>;
}

/**
 * Pacing: gives each send its slot under WhatsApp's rate limits, per number and per pair of number and contact. Slots
 * of a number are given in the order of the requests.
 */
export class Pacer {
  readonly #database: Database;
  readonly #pair: PairLimit;
  readonly #lines = new Map<string, Line>();

  constructor(database: Database, pair: PairLimit) {
    this.#database = database;
    this.#pair = pair;
  }

  /** Waits for the attempt's slot if that is near (`now`); otherwise says how long it has to wait (`later`). */
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
      // The activity comes back a little early and waits here for the rest, because Temporal's timers are less exact.
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

  /**
   * The pair's slot. Waits a few seconds for the message's files to be uploaded to WhatsApp, which usually suffices.
   */
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
      // Node's timers may fire a millisecond early.
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

  /** Requests that arrive while a statement runs share the next one. */
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
