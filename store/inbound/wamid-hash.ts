import { hash } from 'node:crypto';

/** Under which a message is known for ever, also when its content is gone. */
export const wamidHash = (wamid: string): Buffer => hash('sha256', wamid, 'buffer');
