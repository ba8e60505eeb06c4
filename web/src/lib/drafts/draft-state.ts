import type { MessageDraft } from '../api/index.ts';
import type { Used } from '../outbox/index.ts';
import type { DraftKind, Writing } from './writing.ts';

/** What happened to the text that one should know of. */
type Notice = 'sent_after_all' | 'sent_elsewhere';

export interface DraftState extends Writing {
  /** `here`: in this browser alone, until the server has it. */
  readonly kept: 'loading' | 'here' | 'server';
  /** What another window wrote in the meantime; both are kept until one chooses. */
  readonly theirs: MessageDraft | null;
  readonly notice: Notice | null;
  /** The AI's words that are in it; null as soon as nothing is written. */
  readonly used: Used | null;
}

export interface DraftPlace {
  readonly userId: string;
  readonly conversationId: string;
  readonly kind: DraftKind;
  /** Whether a text was sent off with this key and is not known to be taken. */
  readonly isSentOff: (key: string | null) => boolean;
}
