/**
 * What is shown beside conversations and has no events: facts of a contact; of a conversation what the AI proposes
 * and which colleagues are asked; where a person was mentioned, and the offers that a person has been told were missed;
 * and the tenant's settings that workbenches follow.
 */
export type Beside = 'contact' | 'suggestions' | 'consults' | 'mentions' | 'missed' | 'settings';

/**
 * What a person does at one connection: the conversation that is open there, null: none (any more). `unseen`: reads along
 * without being shown to agents.
 */
export interface Seat {
  readonly connectionId: string;
  readonly personId: string;
  readonly conversationId: string | null;
  readonly doing: 'looks' | 'writes' | 'unseen';
}

/** Who is to be notified after a commit. */
export interface CommitNotifications {
  /** Events wait for the relay. */
  outbox: boolean;
  /** Queues wait for the matcher. */
  match: boolean;
  /** Files of the tenant wait to be fetched or removed. */
  media: boolean;
  /** Passages of the tenant wait for their embeddings. */
  knowledge: boolean;
  /** Typing notices of the tenant wait to be shown. */
  typing: boolean;
  /** Ids of conversations that changed. */
  readonly conversations: Set<string>;
  /**
   * Ids of conversations whose change is not urgent: made by their own workflow, or merely a further status of a sent
   * message.
   */
  readonly calmly: Set<string>;
  /** Suggestions of the AI to which text was added: id of the draft → id of its conversation. */
  readonly drafts: Map<string, string>;
  /** What changed beside conversations, with the id of the contact, the person, the tenant (settings), or the conversation. */
  readonly beside: (readonly [Beside, string])[];
  /** What people do at their connections now. */
  readonly seats: Seat[];
  /**
   * People and API keys whose sessions, rights or visible conversations changed: open connections are re-checked now.
   */
  readonly access: Set<string>;
}

/** Empty: nobody is to be notified yet. */
export function newWake(): CommitNotifications {
  return {
    outbox: false,
    match: false,
    media: false,
    knowledge: false,
    typing: false,
    conversations: new Set(),
    calmly: new Set(),
    drafts: new Map(),
    beside: [],
    seats: [],
    access: new Set(),
  };
}

/**
 * The payload of a NOTIFY: ids only. Losing one only delays work, since every listener also polls, or reads again when
 * it reconnects; a typing notice alone is lost with it.
 */
export interface Notification {
  readonly outbox?: true;
  readonly match?: true;
  /** Tenants with files to fetch or to remove. */
  readonly media?: readonly string[];
  /** Tenants with passages that wait for their embeddings. */
  readonly knowledge?: readonly string[];
  /** Tenants with typing notices to show. */
  readonly typing?: readonly string[];
  /** [tenant, conversation] pairs that changed. */
  readonly changed?: readonly (readonly [string, string])[];
  /** [tenant, conversation, draft]: suggestions of the AI to which text was added. */
  readonly drafts?: readonly (readonly [string, string, string])[];
  /** [tenant, what, id of the contact, the person, the tenant or the conversation]: what changed beside conversations. */
  readonly beside?: readonly (readonly [string, Beside, string])[];
  /** [tenant, what a person does at a connection]; one that is lost is told again within seconds. */
  readonly seats?: readonly (readonly [string, Seat])[];
  /** [tenant, person or API key] pairs whose sessions, rights or visible conversations changed. */
  readonly access?: readonly (readonly [string, string])[];
}

const INTERVAL_MS = 30;
/** Changes that are not urgent (`calmly`) go along with the next notification, at the latest after this time. */
const CALM_MS = 50;
/** PostgreSQL limits a payload to less than 8,000 bytes; a pair of ids takes about 80. */
const PAIRS_PER_PAYLOAD = 55;
/**
 * Of tenants with files, passages or typing notices. Further ones in the same 30 ms are left to the slow poll, or to the
 * tenant's next notice.
 */
const TENANTS_PER_PAYLOAD = 15;
/** What people do at their connections takes about 250 bytes each. */
const SEATS_PER_PAYLOAD = 25;
/** Drafts beyond this number are left out: more text follows soon, and their end is notified as a change. */
const DRAFTS_PER_PAYLOAD = 10;

/**
 * Sends NOTIFY after commits, as a statement of its own: inside the transaction it would make all commits of the
 * database wait for each other. The first is sent at once; all that come in the following 30 ms are sent together.
 */
export class Notifier {
  readonly #send: (payload: string) => Promise<unknown>;
  #outbox = false;
  #match = false;
  #media = new Set<string>();
  #knowledge = new Set<string>();
  #typing = new Set<string>();
  #changed = new Map<string, readonly [string, string]>();
  #drafts = new Map<string, readonly [string, string, string]>();
  #beside = new Map<string, readonly [string, Beside, string]>();
  /** The last that each connection told. */
  #seats = new Map<string, readonly [string, Seat]>();
  #access = new Map<string, readonly [string, string]>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #closed = false;
  #flushedAt = 0;
  #dueAt = 0;

  constructor(send: (payload: string) => Promise<unknown>) {
    this.#send = send;
  }

  add(tenantId: string, wake: CommitNotifications): void {
    this.#outbox ||= wake.outbox;
    this.#match ||= wake.match;
    if (wake.media) this.#media.add(tenantId);
    if (wake.knowledge) this.#knowledge.add(tenantId);
    if (wake.typing) this.#typing.add(tenantId);
    for (const id of wake.conversations) this.#changed.set(id, [tenantId, id]);
    for (const id of wake.calmly) this.#changed.set(id, [tenantId, id]);
    for (const [id, conversationId] of wake.drafts) this.#drafts.set(id, [tenantId, conversationId, id]);
    for (const [what, id] of wake.beside) this.#beside.set(what + id, [tenantId, what, id]);
    for (const seat of wake.seats) this.#seats.set(seat.connectionId, [tenantId, seat]);
    for (const id of wake.access) this.#access.set(id, [tenantId, id]);
    const isUrgent =
      wake.outbox ||
      wake.match ||
      wake.media ||
      wake.knowledge ||
      wake.typing ||
      wake.conversations.size > 0 ||
      wake.drafts.size > 0 ||
      wake.beside.length > 0 ||
      wake.seats.length > 0 ||
      wake.access.size > 0;
    // What was added before has its timer.
    if (this.#closed || (!isUrgent && wake.calmly.size === 0)) return;
    const now = Date.now();
    const dueAt = isUrgent ? Math.max(now, this.#flushedAt + INTERVAL_MS) : now + CALM_MS;
    if (this.#timer !== null && this.#dueAt <= dueAt) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#flush(), dueAt - now);
  }

  /** Sends what is still waiting; what is added later is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) this.#flush();
    await this.#running;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushedAt = Date.now();
    const [pairs, access] = [[...this.#changed.values()], [...this.#access.values()]];
    const [beside, seats] = [[...this.#beside.values()], [...this.#seats.values()]];
    const flags = {
      ...(this.#outbox ? { outbox: true as const } : {}),
      ...(this.#match ? { match: true as const } : {}),
      ...(this.#media.size > 0 ? { media: [...this.#media].slice(0, TENANTS_PER_PAYLOAD) } : {}),
      ...(this.#knowledge.size > 0 ? { knowledge: [...this.#knowledge].slice(0, TENANTS_PER_PAYLOAD) } : {}),
      ...(this.#typing.size > 0 ? { typing: [...this.#typing].slice(0, TENANTS_PER_PAYLOAD) } : {}),
      ...(this.#drafts.size > 0 ? { drafts: [...this.#drafts.values()].slice(0, DRAFTS_PER_PAYLOAD) } : {}),
    };
    this.#outbox = this.#match = false;
    this.#media = new Set();
    this.#knowledge = new Set();
    this.#typing = new Set();
    this.#changed = new Map();
    this.#drafts = new Map();
    this.#beside = new Map();
    this.#seats = new Map();
    this.#access = new Map();
    const notifications: Notification[] = [
      { ...flags, changed: pairs.slice(0, PAIRS_PER_PAYLOAD) },
      ...inPayloads(pairs.slice(PAIRS_PER_PAYLOAD)).map(changed => ({ changed })),
      ...inPayloads(access).map(some => ({ access: some })),
      ...inPayloads(beside).map(some => ({ beside: some })),
      ...inPayloads(seats, SEATS_PER_PAYLOAD).map(some => ({ seats: some })),
    ];
    this.#running = this.#running.then(async () => {
      for (const notification of notifications) await this.#send(JSON.stringify(notification)).catch(() => undefined);
    });
  }
}

function inPayloads<T>(pairs: readonly T[], each = PAIRS_PER_PAYLOAD): T[][] {
  return Array.from({ length: Math.ceil(pairs.length / each) }, (_, index) =>
    pairs.slice(index * each, (index + 1) * each),
  );
}
