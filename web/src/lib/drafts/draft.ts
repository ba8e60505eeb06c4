/**
 * What somebody writes, from the first letter until it is sent off: in the box, in a copy of this browser until the
 * server has it, and on the server, where the person's other windows find it. A text has one Idempotency-Key from its
 * first letter on, so that whatever is pressed or tried twice is sent once.
 */
import type { MessageDraft, Upload } from '../api/index.ts';
import { ApiError, answerOf, client, isFinal } from '../api/index.ts';
import { newKey } from '../new-key.ts';
import type { Used } from '../outbox/index.ts';
import { connection, sessionOver } from '../signals.ts';
import { DraftCopy } from './draft-copy.ts';
import type { DraftPlace, DraftState } from './draft-state.ts';
import type { Part, Taken, Writing } from './writing.ts';
import { NOTHING, joined, writingOf } from './writing.ts';

const QUIET_MS = 400;
const RETRY_MS = [1_000, 2_000, 3_000, 5_000] as const;

/** One person's draft of one kind in one conversation. It lives as long as the page, whatever is shown. */
export class Draft {
  readonly #place: DraftPlace;
  readonly #copy: DraftCopy;
  readonly #listeners = new Set<() => void>();
  #state: DraftState = { ...NOTHING, kept: 'loading', theirs: null, notice: null, used: null };
  /** What was sent off with the key that the text still has, and came back without being known to be taken. */
  #tried: Writing | null = null;
  /** The server's version that is known; null: none is. */
  #version: number | null = null;
  /** The version that a copy of before goes back to. */
  #before: number | null = null;
  /** What the server is known to have. */
  #saved: Writing = NOTHING;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving = false;
  #loading = false;
  #failures = 0;
  #isOver = false;
  /** The keys of what was sent off here. */
  readonly #sentOff = new Set<string>();
  readonly #quit: readonly (() => void)[];

  constructor(place: DraftPlace) {
    this.#place = place;
    this.#copy = new DraftCopy(`sigfollow-draft:${place.userId}:${place.conversationId}:${place.kind}`);
    const copy = this.#copy.read();
    if (copy !== null && !place.isSentOff(copy.key)) {
      const { version, tried, ...writing } = copy;
      this.#before = version;
      this.#tried = tried;
      this.#state = { ...this.#state, ...writing, kept: 'here' };
    }
    this.#state = { ...this.#state, used: this.#copy.readUsed() };
    // What could not be kept is tried again as soon as there is a chance.
    const again = (): void => {
      if (connection.get() === 'fine' && !sessionOver.get() && this.#isBehind) this.#later(0);
    };
    this.#quit = [connection.subscribe(again), sessionOver.subscribe(again)];
  }

  get = (): DraftState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Nothing is done any more: somebody else sits here. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const quit of this.#quit) quit();
  }

  /** Looks whether another window knows more; what is written here and not kept yet is not touched. */
  async refresh(): Promise<void> {
    if (this.#saving || (this.#version !== null && this.#isBehind)) return;
    await this.#load();
  }

  write(text: string): void {
    this.#change({ text });
  }

  quote(quotes: string | null): void {
    this.#change({ quotes });
  }

  attach(file: Upload): void {
    this.#change({ files: [...this.#state.files, file] });
  }

  detach(id: string): void {
    this.#change({ files: this.#state.files.filter(file => file.id !== id) });
  }

  /** Puts a text in place of what is written. @param used the AI's words that are in it; null: none are. */
  replace(text: string, used: Used | null): void {
    this.write(text);
    this.#set({ used });
  }

  /**
   * Hands over what is written, to be sent off: the box is free for the next text. The server keeps it until the
   * message is taken, or something else is written.
   * @returns null while nothing is written, or two texts are to be chosen from.
   */
  take(): Taken | null {
    const { text, quotes, files, key, theirs, used } = this.#state;
    if (theirs !== null || key === null || (text.trim() === '' && files.length === 0)) return null;
    this.#tried = null;
    this.#sentOff.add(key);
    this.#set({ ...NOTHING, notice: null });
    this.#keepCopy();
    return { text, quotes, files, key, used };
  }

  /**
   * Takes something back that was sent off and did not arrive: it stands before whatever was written meanwhile.
   * @param mayBeTaken it may have arrived all the same: it keeps its key, so that it cannot arrive twice.
   */
  putBack(part: Part, mayBeTaken: boolean): void {
    const { text, quotes, files, used } = this.#state;
    const key = mayBeTaken ? part.key : newKey();
    const own = part.file === null ? [] : [part.file];
    this.#tried = mayBeTaken ? { text: part.text, quotes: part.quotes, files: own, key } : null;
    this.#sentOff.delete(key);
    this.#set({
      text: joined(part.text, text),
      quotes: part.quotes ?? quotes,
      files: [...own, ...files],
      used: part.used ?? used,
      key,
    });
    this.#later(0);
  }

  /** What was sent off was taken, or thrown away: nothing of it is left on the server. */
  async settled(): Promise<void> {
    // What is being saved is answered with what the server has.
    if (!this.#saving) await this.#load();
  }

  throwAway(): void {
    this.#tried = null;
    this.#set({ ...NOTHING, theirs: null, notice: null });
    this.#later(0);
  }

  /** Which of two texts goes on; `both`: one after the other. */
  resolve(choice: 'mine' | 'theirs' | 'both'): void {
    const { theirs, text, files, quotes, key } = this.#state;
    if (theirs === null) return;
    this.#version = theirs.version;
    this.#saved = writingOf(theirs);
    if (choice === 'theirs') this.#set({ ...writingOf(theirs), files, theirs: null });
    else if (choice === 'both')
      this.#set({
        text: joined(theirs.text ?? '', text),
        quotes: quotes ?? theirs.quotes,
        key: newKey(),
        theirs: null,
      });
    // Another message than that of the other window, unless it is known to be the same one.
    else this.#set({ theirs: null, key: theirs.sentKey !== null && theirs.sentKey === key ? newKey() : key });
    this.#tried = null;
    this.#later(0);
  }

  dismissNotice(): void {
    this.#set({ notice: null });
  }

  /** Whether something is written here that the server does not have. */
  get #isBehind(): boolean {
    const { text, quotes, key } = this.#state;
    // What was sent off is left on the server until it is taken, or until something else is written.
    if (text === '' && this.#sentOff.has(this.#saved.key ?? '') && this.#place.isSentOff(this.#saved.key)) return false;
    return text !== this.#saved.text || (text !== '' && (quotes !== this.#saved.quotes || key !== this.#saved.key));
  }

  #change(change: Partial<Writing>): void {
    const { text, files, key } = { ...this.#state, ...change };
    const isEmpty = text === '' && files.length === 0;
    if (isEmpty) this.#tried = null;
    // A new text, a new message.
    this.#set({ ...change, key: isEmpty ? null : (key ?? newKey()) });
    this.#later(QUIET_MS);
  }

  #set(change: Partial<DraftState>): void {
    const next = { ...this.#state, ...change };
    // Its words are gone with the rest; but what the server has is not known at first.
    const isGone = next.text === '' && (this.#state.text !== '' || this.#version !== null);
    const used = isGone ? null : next.used;
    if (used !== this.#state.used) this.#copy.keepUsed(used);
    this.#state = { ...next, used };
    for (const listener of [...this.#listeners]) listener();
  }

  #later(ms: number): void {
    this.#keepCopy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  /** Brings what is written to the server, as the next version of what is there. */
  async #save(): Promise<void> {
    // While one has to choose, both texts stay as they are.
    if (this.#isOver || this.#saving || this.#loading || this.#state.theirs !== null || sessionOver.get()) return;
    if (this.#version === null) return this.#load();
    if (!this.#isBehind) return this.#noteKept();
    const { text, quotes, key } = this.#state;
    const isEmpty = text === '';
    this.#saving = true;
    this.#set({ kept: 'here' });
    try {
      const body = { text, quotes: isEmpty ? null : quotes, key: isEmpty ? null : key, version: this.#version };
      const saved = await answerOf(client.PUT('/api/v1/conversations/{id}/draft', { params: this.#params, body }));
      // A later answer may have been here first.
      if (saved.version > this.#version) {
        this.#version = saved.version;
        this.#saved = { text, quotes, files: [], key: isEmpty ? null : key };
      }
      this.#failures = 0;
      this.#saving = false;
      this.#noteKept();
    } catch (error) {
      this.#saving = false;
      this.#onFailure(error);
    }
    if (this.#isBehind && this.#failures === 0) this.#later(0);
  }

  get #params() {
    return { path: { id: this.#place.conversationId }, query: { kind: this.#place.kind } };
  }

  #noteKept(): void {
    if (this.#isBehind) return;
    this.#set({ kept: 'server' });
    this.#keepCopy();
  }

  #onFailure(error: unknown): void {
    if (error instanceof ApiError && error.code === 'draft_changed')
      return this.#compare(error.more['draft'] as MessageDraft);
    // What it replies to is gone.
    if (error instanceof ApiError && error.field === 'quotes') return this.#set({ quotes: null });
    this.#failures += 1;
    if (!isFinal(error)) this.#later(RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? RETRY_MS[0]);
  }

  async #load(): Promise<void> {
    if (this.#isOver || this.#loading) return;
    this.#loading = true;
    try {
      const found = await answerOf(client.GET('/api/v1/conversations/{id}/draft', { params: this.#params }));
      this.#failures = 0;
      this.#loading = false;
      this.#compare(found);
    } catch (error) {
      this.#loading = false;
      if (this.#state.kept === 'loading') this.#set({ kept: 'here' });
      this.#onFailure(error);
    }
  }

  #withoutSentOff(found: MessageDraft): MessageDraft {
    const { key } = found;
    return key !== null && (this.#sentOff.has(key) || this.#place.isSentOff(key)) ? { ...found, text: null } : found;
  }

  /** What the server has, beside what is here. */
  #compare(found: MessageDraft): void {
    // An answer that was overtaken.
    if (found.version < (this.#version ?? 0)) return;
    // What was sent off is no draft any more, although the server has it until the message is taken.
    const theirs = this.#withoutSentOff(found);
    const isSentOff = theirs !== found;
    const { text, quotes, key } = this.#state;
    const [wasBehind, known] = [this.#isBehind, this.#version ?? this.#before];
    if (key !== null && theirs.sentKey === key) return this.#foundSent(theirs, wasBehind);
    if (!wasBehind && !isSentOff) return this.#adopt(theirs);
    const isSame = theirs.text === text && theirs.quotes === quotes;
    if (theirs.text !== null && theirs.version !== known && !isSame) return this.#askWhich(theirs);
    if (isSentOff && found.key !== null) this.#sentOff.add(found.key);
    this.#goOnFrom(found, isSame ? theirs.key : null);
  }

  /** What is here goes on as the next version of what the server has. @param key of the same text there. */
  #goOnFrom(found: MessageDraft, key: string | null): void {
    this.#version = found.version;
    this.#saved = writingOf(found);
    if (key !== null) this.#set({ key });
    this.#later(0);
  }

  /** Another window has written something else: both texts are there until one is chosen. */
  #askWhich(theirs: MessageDraft): void {
    this.#set({ theirs, kept: 'here' });
    this.#keepCopy();
  }

  /** It was taken, although the answer never came here; or another window sent it. */
  #foundSent(found: MessageDraft, wasBehind: boolean): void {
    const { text, files } = this.#state;
    const tried = this.#tried;
    this.#tried = null;
    this.#version = found.version;
    this.#saved = writingOf(found);
    if (tried === null ? !wasBehind : text === tried.text) {
      this.#set({ ...writingOf(found), notice: tried === null ? null : 'sent_after_all', kept: 'server' });
      return this.#keepCopy();
    }
    // What was changed since goes on as another message.
    const rest = tried !== null && text.startsWith(tried.text) ? text.slice(tried.text.length).trimStart() : text;
    const left = files.filter(({ id }) => tried?.files.every(each => each.id !== id) ?? true);
    this.#set({ text: rest, key: newKey(), files: left, notice: 'sent_elsewhere' });
    this.#later(0);
  }

  /** Nothing is written here that the server does not have; but files that were not sent yet are known here alone. */
  #adopt(found: MessageDraft): void {
    const { files, key, text, quotes, used } = this.#state;
    const writing = writingOf(found);
    this.#version = found.version;
    this.#saved = writing;
    if (writing.text !== text) this.#tried = null;
    // What is to be replied to may be chosen before the first letter.
    const isStillEmpty = writing.text === '' && text === '';
    this.#set({
      ...writing,
      quotes: isStillEmpty ? quotes : writing.quotes,
      files,
      used: used ?? this.#copy.readUsed(),
      key: writing.key ?? (files.length === 0 ? null : key),
      kept: 'server',
    });
    this.#keepCopy();
  }

  #keepCopy(): void {
    const { text, quotes, files, key } = this.#state;
    if (files.length === 0 && this.#tried === null && !this.#isBehind) return this.#copy.drop();
    this.#copy.keep({ text, quotes, files, key, tried: this.#tried, version: this.#version ?? this.#before });
  }
}
