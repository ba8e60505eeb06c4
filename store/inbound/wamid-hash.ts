import { hash } from 'node:crypto';

/**
 * Identifies an inbound message for ever, even after its content and wamid are deleted, so that it is not stored twice.
 */
export const wamidHash = (wamid: string): Buffer => hash('sha256', wamid, 'buffer');
