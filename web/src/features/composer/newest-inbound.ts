import type { Message } from '../../lib/api/index.ts';

/** The id of the customer's newest message; null: there is none; undefined: no messages are shown (yet). */
export const newestInbound = (messages: readonly Message[] | undefined): string | null | undefined =>
  messages === undefined ? undefined : (messages.find(({ direction }) => direction === 'inbound')?.id ?? null);
