/**
 * What somebody writes, from the first letter until the server has the message: in the box, in a copy of this browser
 * until the server has it, and on the server, where the person's other windows find it. A text has one Idempotency-Key
 * from its first letter on, so that whatever is pressed or tried twice is sent once.
 */
import type { Upload } from './api.ts';
import { ApiError, api } from './api.ts';
import { newKey } from './new-key.ts';
import { connection, sessionOver } from './signals.ts';

export type DraftKind = 'reply' | 'note';

/** As the server keeps it. */
export interface ServerDraft {
  readonly version: number;
  readonly text: string | null;
  readonly quotes: string | null;
  readonly key: string | null;
  readonly sentKey: string | null;
}

/** What is written: text, the message it replies to, a file, and the key it is sent with. */
export interface Writing {
  readonly text: string;
  readonly quotes: string | null;
  readonly file: Upload | null;
  /** Null while nothing is written. */
  readonly key: string | null;
}

/** What was sent off and is not known to be taken. */
export interface Outgoing extends Writing {
  readonly key: string;
  /** The newest message of the customer that was shown when it was sent off; undefined: none were shown. */
  readonly answers: string | null | undefined;
}

/** Why something was not sent, and what can be done. */
export interface Problem {
  readonly message: string;
  /**
   * `again`: with the same key. `anyway`: the customer has written since. `other`: it was taken as it was before it was
   * changed; as a message of its own.
   */
  readonly next: 'again' | 'anyway' | 'other';
}

export interface DraftState extends Writing {
  /** `here`: in this browser alone, until the server has it. */
  readonly kept: 'loading' | 'here' | 'server';
  /** Under way: nothing else is sent meanwhile. */
  readonly outgoing: Outgoing | null;
  /** The text as it was last sent off with the key that it still has. */
  readonly tried: Outgoing | null;
  /** What another window wrote in the meantime; both are kept until one chooses. */
  readonly theirs: ServerDraft | null;
  /** Why it was not sent. */
  readonly problem: Problem | null;
  /** What happened to the text that one should know of. */
  readonly notice: string | null;
}

const NOTHING: Writing = { text: '', quotes: null, file: null, key: null };
const QUIET_MS = 400;
const RETRY_MS = [1_000, 2_000, 3_000, 5_000] as const;
const SENT_AFTER_ALL = 'Your message was sent after all.';
const SENT_ELSEWHERE = 'This was sent already. What you changed since is kept here as another message.';
/** Not to be tried again by itself: whoever may not write, or wrote what cannot be kept, is not helped by it. */
const isFinal = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 401 &&
  error.status !== 408 &&
  error.status !== 429;

interface Copy extends Writing {
  readonly version: number | null;
  readonly tried: Outgoing | null;
}

/** One person's draft of one kind in one conversation. It lives as long as the page, whatever is shown. */
export class Draft {
  readonly #path: string;
  readonly #copyName: string;
  readonly #listeners = new Set<() => void>();
  #state: DraftState = {
    ...NOTHING,
    kept: 'loading',
    outgoing: null,
    tried: null,
    theirs: null,
    problem: null,
    notice: null,
  };
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
  /** Of everything that was written here. */
  readonly #ownKeys = new Set<string>();
  /** Of what was taken as far as is known here. */
  readonly #taken = new Set<string>();
  /** The AI's words that are in it: what becomes of them is known when it is sent. */
  used: { readonly id: string; readonly text: string } | null = null;
  readonly #quit: readonly (() => void)[];

  constructor(userId: string, conversationId: string, kind: DraftKind) {
    this.#path = `/conversations/${conversationId}/draft?kind=${kind}`;
    this.#copyName = `sigfollow-draft:${userId}:${conversationId}:${kind}`;
    const copy = this.#readCopy();
    if (copy !== null) {
      const { version, ...rest } = copy;
      this.#before = version;
      this.#state = { ...this.#state, ...rest, kept: 'here' };
    }
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
    if (
      this.#isOver ||
      this.#loading ||
      this.#saving ||
      this.#state.outgoing !== null ||
      (this.#version !== null && this.#isBehind)
    )
      return;
    await this.#load();
  }

  write(text: string): void {
    this.#change({ text });
  }

  quote(quotes: string | null): void {
    this.#change({ quotes });
  }

  attach(file: Upload | null): void {
    this.#change({ file });
  }

  /** Adds to what is written, as a paragraph of its own; nothing of it is erased. */
  insert(text: string): void {
    this.write(this.#state.text.trim() === '' ? text : `${this.#state.text.trimEnd()}\n\n${text}`);
  }

  /**
   * Sends off what is written: the box is free for the next text.
   * @returns null while something else is under way, or nothing is written.
   */
  take(answers: string | null | undefined): Outgoing | null {
    const { text, quotes, file, key, outgoing, theirs } = this.#state;
    if (outgoing !== null || theirs !== null || key === null || (text.trim() === '' && file === null)) return null;
    const taken = { text, quotes, file, key, answers };
    this.#set({ ...NOTHING, outgoing: taken, problem: null, notice: null });
    this.#keepCopy();
    return taken;
  }

  /** It was taken: nothing of it is left, here or on the server. */
  async taken(): Promise<void> {
    const key = this.#state.outgoing?.key ?? null;
    if (key !== null) this.#taken.add(key);
    this.used = null;
    this.#set({ outgoing: null, tried: null });
    this.#keepCopy();
    await this.#load();
  }

  /** It was not taken, or that is not known: back in the box, before whatever was written meanwhile, with its key. */
  failed(problem: Problem): void {
    const { outgoing, text, quotes, file } = this.#state;
    if (outgoing === null) return;
    const meanwhile = text.trim() === '' ? '' : `\n\n${text}`;
    this.#set({
      text: `${outgoing.text}${meanwhile}`,
      quotes: outgoing.quotes ?? quotes,
      file: outgoing.file ?? file,
      key: outgoing.key,
      outgoing: null,
      tried: outgoing,
      problem,
    });
    this.#later(0);
  }

  /** What keeps it from being sent off at all. */
  complain(problem: Problem | null): void {
    this.#set({ problem });
  }

  /** A message of its own from here on: whatever was sent with the key before is another one. */
  renewKey(): void {
    this.#set({ key: this.#newKey(), tried: null, problem: null });
    this.#later(0);
  }

  throwAway(): void {
    this.used = null;
    this.#set({ ...NOTHING, tried: null, theirs: null, problem: null, notice: null });
    this.#later(0);
  }

  /** Which of two texts goes on; `both`: one after the other. */
  resolve(choice: 'mine' | 'theirs' | 'both'): void {
    const { theirs, text, file } = this.#state;
    if (theirs === null) return;
    this.#version = theirs.version;
    this.#saved = writingOf(theirs);
    if (choice === 'theirs') this.#set({ ...writingOf(theirs), file, theirs: null, tried: null });
    else if (choice === 'both')
      this.#set({
        text: `${theirs.text ?? ''}\n\n${text}`,
        quotes: this.#state.quotes ?? theirs.quotes,
        key: this.#newKey(),
        theirs: null,
        tried: null,
      });
    // Another message than that of the other window, unless it is known to be the same one.
    else
      this.#set({
        theirs: null,
        ...(theirs.sentKey !== null && theirs.sentKey === this.#state.key ? { key: this.#newKey(), tried: null } : {}),
      });
    this.#later(0);
  }

  dismissNotice(): void {
    this.#set({ notice: null });
  }

  /** Whether something is written here that the server does not have. */
  get #isBehind(): boolean {
    const { text, quotes, key } = this.#state;
    return text !== this.#saved.text || (text !== '' && (quotes !== this.#saved.quotes || key !== this.#saved.key));
  }

  #newKey(): string {
    const key = newKey();
    this.#ownKeys.add(key);
    return key;
  }

  #change(change: Partial<Writing>): void {
    const { text, file, key } = { ...this.#state, ...change };
    const empty = text === '' && file === null;
    // A new text, a new message.
    this.#set({
      ...change,
      key: empty ? null : (key ?? this.#newKey()),
      ...(empty ? { tried: null, problem: null } : {}),
    });
    this.#keepCopy();
    this.#later(QUIET_MS);
  }

  #set(change: Partial<DraftState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  #later(ms: number): void {
    this.#keepCopy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  /** Brings what is written to the server, as the next version of what is there. */
  async #save(): Promise<void> {
    // While something is sent off the server keeps that; while one has to choose, both stay as they are.
    if (
      this.#isOver ||
      this.#saving ||
      this.#loading ||
      this.#state.outgoing !== null ||
      this.#state.theirs !== null ||
      sessionOver.get()
    )
      return;
    if (this.#version === null) return this.#load();
    if (!this.#isBehind) return this.#noteKept();
    const { text, quotes, key } = this.#state;
    this.#saving = true;
    this.#set({ kept: 'here' });
    try {
      const saved = await api<ServerDraft>('PUT', this.#path, {
        text,
        quotes: text === '' ? null : quotes,
        key: text === '' ? null : key,
        version: this.#version,
      });
      // A later answer may have been here first.
      if (saved.version > (this.#version ?? 0)) {
        this.#version = saved.version;
        this.#saved = { text, quotes, file: null, key: text === '' ? null : key };
      }
      this.#failures = 0;
      this.#saving = false;
      this.#noteKept();
    } catch (error) {
      this.#saving = false;
      this.#onFailure(error);
    }
    if (this.#version !== null && this.#isBehind && this.#failures === 0) this.#later(0);
  }

  #noteKept(): void {
    if (this.#isBehind) return;
    this.#set({ kept: 'server' });
    this.#keepCopy();
  }

  #onFailure(error: unknown): void {
    if (error instanceof ApiError && error.code === 'draft_changed')
      return this.#compare(error.more['draft'] as ServerDraft);
    if (error instanceof ApiError && error.more['field'] === 'quotes') {
      this.#set({ quotes: null });
      return;
    }
    this.#failures += 1;
    if (!isFinal(error)) this.#later(RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? 5_000);
  }

  async #load(): Promise<void> {
    if (this.#isOver || this.#loading) return;
    this.#loading = true;
    try {
      const found = await api<ServerDraft>('GET', this.#path);
      this.#failures = 0;
      this.#loading = false;
      this.#compare(found);
    } catch (error) {
      this.#loading = false;
      if (this.#state.kept === 'loading') this.#set({ kept: 'here' });
      this.#onFailure(error);
    }
  }

  /** What the server has, beside what is here. */
  #compare(answer: ServerDraft): void {
    // Of a message that was taken: whoever asked for it twice left it there.
    const found = answer.key !== null && this.#taken.has(answer.key) ? { ...answer, text: null } : answer;
    const { text, quotes, key, tried } = this.#state;
    const [wasBehind, known] = [this.#isBehind, this.#version ?? this.#before];
    if (key !== null && found.sentKey === key)
      return this.#foundSent(found, tried === null ? !wasBehind : text === tried.text);
    if (!wasBehind && found === answer) return this.#adopt(found);
    const isSame = found.text === text && found.quotes === quotes;
    if (found.text !== null && found.version !== known && !isSame) {
      this.#set({ theirs: found, kept: 'here' });
      return this.#keepCopy();
    }
    this.#version = found.version;
    this.#saved = writingOf(answer);
    if (isSame && found.key !== null) this.#set({ key: found.key });
    this.#later(0);
  }

  /** It was taken, although the answer never came here; or another window sent it. */
  #foundSent(found: ServerDraft, isAll: boolean): void {
    const { text, tried, file } = this.#state;
    this.#version = found.version;
    this.#saved = writingOf(found);
    if (isAll) {
      this.#set({
        ...writingOf(found),
        tried: null,
        problem: null,
        notice: tried === null ? null : SENT_AFTER_ALL,
        kept: 'server',
      });
      return this.#keepCopy();
    }
    const rest = tried !== null && text.startsWith(tried.text) ? text.slice(tried.text.length).trimStart() : text;
    this.#set({
      text: rest,
      key: this.#newKey(),
      tried: null,
      problem: null,
      file: tried?.file == null ? file : null,
      notice: SENT_ELSEWHERE,
    });
    this.#later(0);
  }

  /** Nothing is written here that the server does not have; but a file that was not sent yet is known here alone. */
  #adopt(found: ServerDraft): void {
    const { file, key, tried, text, quotes } = this.#state;
    const writing = writingOf(found);
    this.#version = found.version;
    this.#saved = writing;
    // What is to be replied to may be chosen before the first letter.
    this.#set({
      ...writing,
      quotes: writing.text === '' && text === '' ? quotes : writing.quotes,
      file,
      key: writing.key ?? (file === null ? null : key),
      tried: writing.text === text ? tried : null,
      kept: 'server',
    });
    this.#keepCopy();
  }

  #readCopy(): Copy | null {
    try {
      const text = sessionStorage.getItem(this.#copyName) ?? localStorage.getItem(this.#copyName);
      return text === null ? null : (JSON.parse(text) as Copy);
    } catch {
      return null;
    }
  }

  /** In this tab and, for when it is closed, in this browser; until the server has it. */
  #keepCopy(): void {
    const { outgoing, text, quotes, file, key, tried } = this.#state;
    if (key !== null) this.#ownKeys.add(key);
    const needed = outgoing !== null || file !== null || this.#isBehind || tried !== null;
    try {
      if (!needed) {
        sessionStorage.removeItem(this.#copyName);
        // Not that of another window, which the server does not have yet.
        if (this.#ownKeys.has(this.#copyKey() ?? '')) localStorage.removeItem(this.#copyName);
        return;
      }
      // Should the page end now, what is under way is one that was tried.
      const copy: Copy =
        outgoing === null
          ? { text, quotes, file, key, tried, version: this.#version ?? this.#before }
          : {
              text: text.trim() === '' ? outgoing.text : `${outgoing.text}\n\n${text}`,
              quotes: outgoing.quotes,
              file: outgoing.file,
              key: outgoing.key,
              tried: outgoing,
              version: this.#version ?? this.#before,
            };
      sessionStorage.setItem(this.#copyName, JSON.stringify(copy));
      localStorage.setItem(this.#copyName, JSON.stringify(copy));
    } catch {
      // No room: it is kept as long as the page is.
    }
  }

  #copyKey(): string | null {
    try {
      return (JSON.parse(localStorage.getItem(this.#copyName) ?? 'null') as Copy | null)?.key ?? null;
    } catch {
      return null;
    }
  }
}

const writingOf = ({ text, quotes, key }: ServerDraft): Writing => ({
  text: text ?? '',
  quotes: text === null ? null : quotes,
  file: null,
  key: text === null ? null : key,
});

const drafts = new Map<string, Draft>();

/** The draft of a person in a conversation: the same one, however often it is asked for. */
export function draftOf(userId: string, conversationId: string, kind: DraftKind): Draft {
  const name = `${userId} ${conversationId} ${kind}`;
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const made = new Draft(userId, conversationId, kind);
  drafts.set(name, made);
  return made;
}

/** Whoever sits here now is somebody else: nothing of before goes on. */
export function endDrafts(): void {
  for (const draft of drafts.values()) draft.end();
  drafts.clear();
}
