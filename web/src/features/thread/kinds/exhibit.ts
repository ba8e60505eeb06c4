import type { Media, Message } from '../../../lib/api/index.ts';

/** One of the pictures and videos of a thread. */
export interface Exhibit {
  readonly media: Media;
  readonly message: Message;
}
