export type { Addressee, OutboxEntry, Used } from './entry.ts';
export { VOICE_NOTE, isToContact, limitOf, mayBeTaken } from './entry.ts';
export type { Outbox } from './outbox.ts';
export { outboxOf, useOutbox, wereSent } from './open-outbox.ts';
