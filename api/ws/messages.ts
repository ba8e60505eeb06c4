import { z } from 'zod';
import { anyText, id } from '../http/input.ts';
import type { FeedCursor } from '../../store/views/feed.ts';
import { decodeFeedCursor } from './feed-cursor.ts';

/** What a client may send over `/ws`. */
export type ClientMessage =
  | { readonly type: 'ping' }
  | { readonly type: 'resume'; readonly cursor: FeedCursor }
  | ({ readonly type: 'look' } & Look);

/** The conversation that is open in the client's window, null: none; and whether somebody writes in it now. */
export interface Look {
  readonly conversationId: string | null;
  readonly writes: boolean;
}

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('resume'), cursor: anyText(50) }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('look'), conversationId: id.nullable(), writes: z.boolean() }),
]);

/** A message from a client, parsed, or the code of what is wrong with it. */
export function readClientMessage(
  data: string,
): ClientMessage | { readonly wrong: 'invalid_message' | 'invalid_cursor' } {
  const message = schema.safeParse(safeJson(data));
  if (!message.success) return { wrong: 'invalid_message' };
  if (message.data.type !== 'resume') return message.data;
  const cursor = decodeFeedCursor(message.data.cursor);
  return cursor === null ? { wrong: 'invalid_cursor' } : { type: 'resume', cursor };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
