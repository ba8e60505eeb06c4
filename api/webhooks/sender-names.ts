/** Who sent the messages of a webhook change, by the `contacts` beside them. */
import { recordOf } from '../../domain/whatsapp/record.ts';
import { cut } from '../../domain/text/cut.ts';
import type { Sender } from '../../domain/whatsapp/inbound.ts';

/**
 * Longer than any message id, and short enough to fit an entry of a PostgreSQL index (2,704 bytes) together with its
 * other columns. In UTF-16 code units.
 */
export const ID_LENGTH = 512;
/** As `ID_LENGTH`, for names: phone numbers have at most 20 digits, user ids about 130 characters. */
export const NAME_LENGTH = 256;

/** The value if it is a text of 1 to `max` UTF-16 code units, else null. */
export function shortText(value: unknown, max: number): string | null {
  return typeof value === 'string' && value !== '' && value.length <= max ? value : null;
}

/** A name that a contact chose for itself; one that is too long is cut. */
const calledText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? cut(value, NAME_LENGTH) : null;

interface Named {
  readonly waId: string | null;
  readonly userId: string | null;
  readonly parentUserId: string | null;
  readonly profileName: string | null;
  readonly username: string | null;
}

/** What can be read of a contact: a field that is missing or wrong is null, and does not affect the others. */
function namedBy(contact: unknown): Named {
  const [record, profile] = [recordOf(contact), recordOf(recordOf(contact)?.['profile'])];
  return {
    waId: shortText(record?.['wa_id'], NAME_LENGTH),
    userId: shortText(record?.['user_id'], NAME_LENGTH),
    parentUserId: shortText(record?.['parent_user_id'], NAME_LENGTH),
    profileName: calledText(profile?.['name']),
    username: calledText(profile?.['username']),
  };
}

const isUserId = (text: string | undefined): boolean => text !== undefined && /^[A-Z]{2}\.[A-Za-z0-9.]+$/.test(text);

/**
 * The contacts beside a change's statuses that have at least two names (phone number, user id, parent's user id): they
 * tell which names belong to one person.
 */
export function namedTogether(contacts: unknown): Sender[] {
  return (Array.isArray(contacts) ? contacts.map(namedBy) : []).filter(
    ({ waId, userId, parentUserId }) => [waId, userId, parentUserId].filter(name => name !== null).length > 1,
  );
}

interface SaidBy {
  readonly from?: string | undefined;
  readonly from_user_id?: string | undefined;
  readonly from_parent_user_id?: string | undefined;
}

/** Finds a message's sender among the contacts of its change. */
export class SenderNames {
  readonly #byUserId = new Map<string, Named>();
  readonly #byWaId = new Map<string, Named>();
  /**
   * The contact of a change that names one contact, and whose messages are of one sender: they are the same person even
   * where WhatsApp writes the number differently.
   */
  readonly #only: Named | undefined;

  constructor(contacts: unknown, messages: unknown) {
    const named = Array.isArray(contacts) ? contacts.map(namedBy) : [];
    for (const each of named) {
      if (each.userId !== null && !this.#byUserId.has(each.userId)) this.#byUserId.set(each.userId, each);
      if (each.waId !== null && !this.#byWaId.has(each.waId)) this.#byWaId.set(each.waId, each);
    }
    this.#only = named.length === 1 && areOfOne(messages) ? named[0] : undefined;
  }

  /** All names of a message's sender: those in the message take precedence over its contact's. */
  of({ from, from_user_id: userId, from_parent_user_id: parentUserId }: SaidBy): Sender {
    const contact =
      (userId === undefined ? undefined : this.#byUserId.get(userId)) ??
      (from === undefined ? undefined : this.#byWaId.get(from)) ??
      this.#onlyOf(userId);
    const phone = isUserId(from) ? undefined : from;
    return {
      userId: userId ?? contact?.userId ?? (isUserId(from) ? (from ?? null) : null),
      parentUserId: parentUserId ?? contact?.parentUserId ?? null,
      waId: phone ?? contact?.waId ?? null,
      profileName: contact?.profileName ?? null,
      username: contact?.username ?? null,
    };
  }

  /** User ids are written in one way: another one is another person's. */
  #onlyOf(userId: string | undefined): Named | undefined {
    const known = this.#only?.userId ?? null;
    return userId === undefined || known === null || known === userId ? this.#only : undefined;
  }
}

/** Whether messages name one sender: by one number, or by none, and by no two user ids. */
function areOfOne(messages: unknown): boolean {
  if (!Array.isArray(messages) || messages.length === 0) return false;
  const nameOf = (message: unknown, name: string) => shortText(recordOf(message)?.[name], NAME_LENGTH);
  const from = nameOf(messages[0], 'from');
  let userId: string | null = null;
  for (const message of messages) {
    const own = nameOf(message, 'from_user_id');
    if (nameOf(message, 'from') !== from || (own !== null && userId !== null && own !== userId)) return false;
    userId ??= own;
  }
  return true;
}
