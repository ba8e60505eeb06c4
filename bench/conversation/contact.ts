/** The WhatsApp id of a measurement's contact, who is identified by a number. */
export const waIdOf = (contact: number): string => `49160${String(contact).padStart(7, '0')}`;
/** The inverse of `waIdOf`. */
export const contactOf = (waId: string): number => Number(waId.slice(5));
