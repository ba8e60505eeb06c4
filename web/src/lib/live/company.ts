import { signal } from '../signals.ts';
import type { Company } from './messages.ts';

/** What is open in this window, for colleagues who have the same open. */
export interface Look {
  /** Null: no conversation. */
  readonly conversationId: string | null;
  /** Whether a reply is being written now. */
  readonly writes: boolean;
}

export const look = signal<Look>({ conversationId: null, writes: false });

/** Who else has the open conversation open, as was last told; null: nothing was told since the connection began. */
export const company = signal<Company | null>(null);
