import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';

/** A business number the simulator serves. */
export interface SimulatedNumber {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly displayPhoneNumber: string;
  readonly accessToken: string;
  /** Further valid tokens: while a business replaces its token, two are valid. */
  moreTokens?: readonly string[];
  /** The PIN of two-step verification. */
  pin?: string;
  /** Whether the number is registered for the Cloud API; it is unless this is false. */
  registered?: boolean;
  quality?: string;
  tier?: string;
}

/** Whether a request's Authorization header carries a token of the number's owner. */
export function holdsToken(number: SimulatedNumber, authorization: string | undefined): boolean {
  return [number.accessToken, ...(number.moreTokens ?? [])].some(
    token => authorization === `Bearer ${token}` || authorization === `OAuth ${token}`,
  );
}

/** A message of a business that the simulator accepted, whatever it answered. */
export interface LedgerEntry {
  readonly wamid: string;
  readonly phoneNumberId: string;
  readonly to: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly bizOpaqueCallbackData: string | null;
  readonly acceptedAt: number;
}

/** A message that a customer wrote, as it was sent to the webhook. */
export interface InboundEntry {
  readonly wamid: string;
  readonly phoneNumberId: string;
  readonly from: string;
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly at: number;
}

interface StatusEntry {
  readonly wamid: string;
  readonly status: string;
  readonly at: number;
}

type Line = { accepted: LedgerEntry } | { inbound: InboundEntry } | { status: StatusEntry } | { read: string };

/** What was sent and received. Kept in a file of JSON lines, so that it survives a restart. */
export class SimulatorState {
  readonly ledger: LedgerEntry[] = [];
  readonly inbound: InboundEntry[] = [];
  readonly statuses = new Map<string, StatusEntry[]>();
  readonly readByBusiness = new Set<string>();
  /** By wamid, when the business last showed a typing indicator in answer to a customer's message. */
  readonly typing = new Map<string, number>();
  /** How many requests to send a message were answered with an error, by its code. */
  readonly refusals = new Map<number, number>();
  /** Whom a business has blocked, as `<phone number id> <person>`. */
  readonly blocked = new Set<string>();
  readonly #lastInbound = new Map<string, number>();
  readonly #file: string | null;

  constructor(file: string | null) {
    this.#file = file;
    if (file === null) return;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      try {
        if (line !== '') this.#take(JSON.parse(line) as Line);
      } catch {
        // A process that is killed may leave an incomplete last line.
      }
    }
  }

  /** Records something that happened, in the file too. */
  record(line: Line): void {
    this.#take(line);
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  /** When this contact last wrote to the number; null when it never did. */
  lastInboundAt(phoneNumberId: string, contact: string): number | null {
    return this.#lastInbound.get(`${phoneNumberId} ${contact}`) ?? null;
  }

  #take(line: Line): void {
    if ('accepted' in line) this.ledger.push(line.accepted);
    else if ('inbound' in line) {
      this.inbound.push(line.inbound);
      const pair = `${line.inbound.phoneNumberId} ${line.inbound.from}`;
      // A phone whose clock is behind may write after another message and be dated before it.
      this.#lastInbound.set(pair, Math.max(line.inbound.at, this.#lastInbound.get(pair) ?? 0));
    } else if ('status' in line)
      this.statuses.set(line.status.wamid, [...(this.statuses.get(line.status.wamid) ?? []), line.status]);
    else this.readByBusiness.add(line.read);
  }
}

export function newWamid(): string {
  return `wamid.${randomBytes(24).toString('base64')}`;
}
