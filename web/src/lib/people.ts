import type { Conversation } from './api/index.ts';

/** A contact's number as people read it. @param waId digits with the country's code, as WhatsApp has them. */
export const phoneNumber = (waId: string): string => `+${waId}`;

/** What a contact is called: the name, else the user name, else the number; null: nothing is known. */
export function contactName({
  name,
  username,
  waId,
}: Pick<Conversation['contact'], 'name' | 'username' | 'waId'>): string | null {
  return name ?? (username === null ? null : `@${username}`) ?? (waId === null ? null : phoneNumber(waId));
}
