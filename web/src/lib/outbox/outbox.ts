import { newKey } from '../new-key.ts';
import type { Hindrance, OutboxEntry, Sendable } from './entry.ts';
import { isToContact } from './entry.ts';
import type { EntryStorage } from './entry-store.ts';
import { EntryStore } from './entry-store.ts';
import { UndoMarks } from './undo-marks.ts';

/** What an attempt came to. */
export type Attempt =
  | { readonly taken: true }
  /** Not known, or not now: to be tried again with the same key. */
  | { readonly taken: false; readonly again: true; readonly message: string }
  | { readonly taken: false; readonly again: false; readonly why: Hindrance; readonly message: string | null };

/** What the outbox needs of the world around it. */
export interface OutboxWorld {
  readonly storage: EntryStorage;
  /** Sends an entry, once however often it is asked. */
  readonly send: (entry: OutboxEntry) => Promise<Attempt>;
  /** The customer's newest message; null: there is none. @throws when it cannot be asked. */
  readonly newestInbound: (conversationId: string) => Promise<string | null>;
  /** Runs one piece of work of a name at a time, in all tabs. */
  readonly exclusively: (name: string, work: () => Promise<void>) => Promise<void>;
  /** Whether anything can be sent now: there is a connection, and somebody is logged in. */
  readonly canSend: () => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls back after so many milliseconds. */
  readonly later: (ms: number, work: () => void) => void;
}

/** An entry that is older asks before it is sent: what it says may not hold any more. */
const LATE_MS = 15 * 60_000;
/**
 * For so long the API is sure to know a key (a day). Later, what was tried may have been taken, and would be taken once
 * more.
 */
const FORGOTTEN_MS = 20 * 60 * 60_000;
/** An entry that could be sent at once is not asked about for so long: it waits for those before it. */
const FRESH_MS = 5_000;
/** What is to be taken back can be for so long at most: a clock that was set back makes nothing wait for longer. */
const LONGEST_DELAY_MS = 10_000;
const AGAIN_MS = [2_000, 5_000, 10_000, 30_000] as const;

/**
 * What a person has sent off, in order for each conversation. It is kept until the server has it, also when the page or
 * the connection ends meanwhile. What became old, or may be no answer any more because the customer has written since,
 * is held until one says what to do with it; and so is what the API refuses. What comes after it waits.
 */
export class Outbox {
  readonly #world: OutboxWorld;
  readonly #name: string;
  readonly #store: EntryStore;
  readonly #listeners = new Set<() => void>();
  /** By conversation, how often the connection failed in a row. */
  readonly #failures = new Map<string, number>();
  readonly #running = new Set<string>();
  /** Of those that run: something came meanwhile. */
  readonly #wanted = new Set<string>();
  /** Conversations whose turn this tab has: no other one sends anything of them. */
  readonly #holding = new Set<string>();
  readonly #undos: UndoMarks;
  #entries: readonly OutboxEntry[] = [];
  #isOver = false;

  constructor(userId: string, world: OutboxWorld) {
    this.#world = world;
    this.#name = `sigfollow-outbox:${userId}`;
    this.#store = new EntryStore(world.storage, this.#name);
    this.#undos = new UndoMarks(world, userId);
    this.#entries = this.#store.read();
  }

  /** All entries, the oldest first. The same array until something changes. */
  get = (): readonly OutboxEntry[] => this.#entries;

  has = (key: string | null): boolean => this.#entries.some(entry => entry.key === key);

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /**
   * Takes something to be sent.
   * @param notBefore until then it can be taken back; epoch milliseconds. What is sent off together has the same.
   */
  add(entry: Sendable, notBefore = 0): void {
    const begun = { attempts: 0, triedAt: null, state: 'waiting', hindrance: null, trouble: null } as const;
    const isPrompt = this.#world.canSend();
    const kept = this.#store.read();
    const order = 1 + Math.max(0, ...kept.map(each => each.order));
    const same = kept.find(({ key }) => key === entry.key);
    // Another tab had the same draft: it has sent off the same, or what stood there before it was changed here.
    if (same === undefined || !isSame(same, entry)) {
      const key = same === undefined ? entry.key : newKey();
      const sentOffAt = this.#world.now();
      this.#store.write({ ...entry, ...begun, key, order, isPrompt, isKept: false, sentOffAt, notBefore });
      this.#look();
    }
    this.run();
  }

  /** Goes on with what waits: at the start, with the connection back, after another tab has changed something. */
  run(): void {
    if (this.#isOver) return;
    for (const id of new Set(this.#entries.map(({ conversationId }) => conversationId))) void this.#runOne(id);
  }

  /** Another tab has changed what is kept. */
  reload(): void {
    this.#store.moveOver();
    this.#look();
    this.run();
  }

  /**
   * Sends a held entry all the same: its age, and what has come since, are known now. With a key that is forgotten
   * meanwhile it is not sent.
   * @param answers the customer's newest message that is shown now.
   * @param newKey another key: it is a message of its own.
   */
  sendAnyway(key: string, answers: string | null | undefined, newKey = key): void {
    this.#change(key, entry => {
      const begun = newKey === key ? entry : { ...entry, key: newKey, attempts: 0, triedAt: null };
      if (this.#isForgotten(begun)) return { ...entry, hindrance: { why: 'forgotten', message: null } };
      const waits = { state: 'waiting', hindrance: null, trouble: null } as const;
      return { ...begun, ...waits, answers, sentOffAt: this.#world.now() };
    });
    this.run();
  }

  /** Takes an entry out: it is thrown away, or written anew. @returns it; null: it is gone already. */
  remove(key: string): OutboxEntry | null {
    const entry = this.#find(key) ?? null;
    this.#drop(key);
    this.run();
    return entry;
  }

  /** For how many more milliseconds an entry can be taken back. */
  delayOf({ state, attempts, notBefore }: OutboxEntry): number {
    const left = notBefore - this.#world.now();
    return state === 'waiting' && attempts === 0 && left <= LONGEST_DELAY_MS ? Math.max(0, left) : 0;
  }

  /**
   * Takes back what was sent off, with all that was sent off together with it and can still be taken back now. What comes
   * before it may be on its way for long: what was taken back in time does not go out after it.
   * @returns it, in order; nothing: it goes out, or is gone.
   */
  async takeBack(key: string): Promise<readonly OutboxEntry[]> {
    const wanted = this.#find(key);
    if (wanted === undefined) return [];
    const { conversationId, notBefore } = wanted;
    const mayBe = this.#of(conversationId).filter(each => each.notBefore === notBefore && this.delayOf(each) > 0);
    const keys = new Set(mayBe.map(each => each.key));
    const taken: OutboxEntry[] = [];
    const take = (): void => {
      for (const each of this.#of(conversationId))
        if (keys.has(each.key) && each.state === 'waiting' && each.attempts === 0) {
          this.#store.remove(each.key);
          taken.push(each);
        }
    };
    if (keys.size === 0) return taken;
    if (this.#holding.has(conversationId)) take();
    else {
      // Another tab may have its turn, and goes by this.
      this.#undos.set(keys);
      try {
        await this.#inTurn(conversationId, () => Promise.resolve(take()));
      } finally {
        this.#undos.drop(keys);
      }
    }
    this.#look();
    this.run();
    return taken;
  }

  /**
   * Sends at once what waits in a conversation, also what could still be taken back: for what must not overtake it.
   * @returns whether all of it has gone; what has not is held, or cannot be sent now.
   */
  async flush(conversationId: string): Promise<boolean> {
    const waiting = this.#of(conversationId);
    if (waiting.length === 0) return true;
    for (const each of waiting)
      if (this.delayOf(each) > 0) this.#change(each.key, entry => ({ ...entry, notBefore: this.#world.now() }));
    await this.#inTurn(conversationId, () => this.#sendAll(conversationId));
    const left = new Set(this.#of(conversationId).map(({ key }) => key));
    return !waiting.some(({ key }) => left.has(key));
  }

  /** As `flush`, of all conversations. */
  async flushAll(): Promise<boolean> {
    const ids = new Set(this.#store.read().map(({ conversationId }) => conversationId));
    const gone = await Promise.all([...ids].map(id => this.flush(id)));
    return gone.every(Boolean);
  }

  /** Nothing goes on: somebody else sits here. What is kept stays for who wrote it. */
  end(): void {
    this.#isOver = true;
  }

  async #runOne(conversationId: string): Promise<void> {
    if (this.#running.has(conversationId)) return void this.#wanted.add(conversationId);
    this.#running.add(conversationId);
    try {
      await this.#inTurn(conversationId, () => this.#sendAll(conversationId));
    } finally {
      this.#running.delete(conversationId);
      const isWanted = this.#wanted.delete(conversationId);
      const head = this.#entries.find(entry => entry.conversationId === conversationId);
      // What has just failed is tried again at its time.
      if (isWanted && head !== undefined && head.trouble === null) void this.#runOne(conversationId);
    }
  }

  /** One tab at a time does something in a conversation. */
  #inTurn(conversationId: string, work: () => Promise<void>): Promise<void> {
    return this.#world.exclusively(`${this.#name}:${conversationId}`, async () => {
      this.#holding.add(conversationId);
      try {
        await work();
      } finally {
        this.#holding.delete(conversationId);
      }
    });
  }

  /** Sends what is due of a conversation, one after the other, until something has to wait. */
  async #sendAll(conversationId: string): Promise<void> {
    for (;;) {
      // Another tab may have had its turn meanwhile.
      this.#entries = this.#store.read();
      const head = this.#entries.find(entry => entry.conversationId === conversationId);
      if (head === undefined || head.state === 'held' || this.#isOver || !this.#world.canSend()) return;
      const delay = this.delayOf(head);
      if (delay > 0) return this.#world.later(delay, () => this.run());
      const undo = this.#undos.of(head.key);
      // Another tab takes it back as soon as it has its turn. One that was closed meanwhile does not: then it is asked about.
      if (undo === 'wanted') return this.#world.later(AGAIN_MS[0], () => this.run());
      if (undo === 'left') {
        this.#undos.drop([head.key]);
        return void this.#hold(head, 'late', null);
      }
      if (!(await this.#sendHead(head))) return;
    }
  }

  /** @returns whether the next entry may follow. */
  async #sendHead(entry: OutboxEntry): Promise<boolean> {
    const hindrance = await this.#hindranceOf(entry);
    if (hindrance === 'unknown') return this.#again(entry, entry.trouble);
    if (hindrance !== null) return this.#hold(entry, hindrance, null);
    // That took its time: somebody may have thrown it away or taken it back, or somebody else sit here.
    const isThere = this.#find(entry.key) !== undefined;
    if (this.#isOver || !this.#world.canSend()) return false;
    if (!isThere) return true;
    this.#change(entry.key, each => ({
      ...each,
      state: 'sending',
      attempts: each.attempts + 1,
      triedAt: each.triedAt ?? this.#world.now(),
    }));
    const attempt = await this.#world.send(entry);
    if (attempt.taken) {
      this.#failures.delete(entry.conversationId);
      this.#drop(entry.key);
      return true;
    }
    if (!attempt.again) return this.#hold(entry, attempt.why, attempt.message);
    return this.#again(entry, attempt.message);
  }

  /** Why it should not be sent without asking; null: it may be; `unknown`: that cannot be found out now. */
  async #hindranceOf(entry: OutboxEntry): Promise<Hindrance | 'unknown' | null> {
    const age = this.#world.now() - Math.max(entry.sentOffAt, entry.notBefore);
    const isFresh = entry.isPrompt && entry.attempts === 0 && age >= 0 && age < FRESH_MS;
    if (this.#isForgotten(entry)) return 'forgotten';
    if (!isToContact(entry.to) || isFresh) return null;
    if (age > LATE_MS) return 'late';
    try {
      const newest = await this.#world.newestInbound(entry.conversationId);
      if (newest === entry.answers) return null;
      return entry.answers === undefined ? 'unseen' : 'customer_wrote';
    } catch {
      return 'unknown';
    }
  }

  #isForgotten({ triedAt }: OutboxEntry): boolean {
    return triedAt !== null && this.#world.now() - triedAt > FORGOTTEN_MS;
  }

  #hold(entry: OutboxEntry, why: Hindrance, message: string | null): false {
    this.#change(entry.key, each => ({ ...each, state: 'held', hindrance: { why, message } }));
    return false;
  }

  #again(entry: OutboxEntry, trouble: string | null): false {
    this.#change(entry.key, each => ({ ...each, state: 'waiting', trouble }));
    const failures = this.#failures.get(entry.conversationId) ?? 0;
    this.#failures.set(entry.conversationId, failures + 1);
    const delay = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? AGAIN_MS[0];
    this.#world.later(delay, () => this.run());
    return false;
  }

  #of(conversationId: string): readonly OutboxEntry[] {
    return this.#store.read().filter(entry => entry.conversationId === conversationId);
  }

  #find(key: string): OutboxEntry | undefined {
    return this.#store.read().find(entry => entry.key === key);
  }

  /** Of one that is there: what another tab has taken out is not brought back. */
  #change(key: string, change: (entry: OutboxEntry) => OutboxEntry): void {
    const before = this.#find(key);
    if (before === undefined) return;
    const after = change(before);
    if (after.key !== key) this.#store.remove(key);
    this.#store.write(after);
    this.#look();
  }

  #drop(key: string): void {
    this.#store.remove(key);
    this.#look();
  }

  #look(): void {
    this.#entries = this.#store.read();
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const isSame = (one: Sendable, two: Sendable): boolean =>
  one.text === two.text &&
  one.file?.id === two.file?.id &&
  one.quotes === two.quotes &&
  JSON.stringify(one.to) === JSON.stringify(two.to);
