import { v4 } from 'uuid';

/** An Idempotency-Key. Not `crypto.randomUUID`, which pages without https do not have. */
export const newKey = (): string => v4();
