/** What is found apart from each other: messages that were exchanged, and notes of colleagues. */
export type TextKind = 'message' | 'note';
/** As `message_term.kind` has them. */
export const KIND: Readonly<Record<TextKind, string>> = { message: 'm', note: 'n' };
