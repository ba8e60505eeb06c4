export type { Addressee, OutboxEntry, Used } from './entry.ts';
export { VOICE_NOTE, isToContact, limitOf, mayBeTaken } from './entry.ts';
export { afterOutbox } from './after-outbox.ts';
export type { Outbox } from './outbox.ts';
export { outboxOf, useOutbox, wereSent } from './open-outbox.ts';
