/** Contacts of a measurement, by number: as WhatsApp names them, and where a text of theirs says which one it is of. */
export const waIdOf = (contact: number): string => `49160${String(contact).padStart(7, '0')}`;
export const contactOf = (waId: string): number => Number(waId.slice(5));
