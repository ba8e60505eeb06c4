import type { PerMessageDeflateOptions } from 'ws';

/**
 * How messages over the WebSocket are compressed (RFC 7692). What a workbench is told is JSON full of names that repeat:
 * it becomes about 40 % as long.
 *
 * `ws` keeps a compressor and a decompressor for each connection that has used them. A window of 4 kB is as long as
 * most messages, and halves what they take: 125 kB instead of 250 kB for a workbench (decision 0038). Each message is
 * compressed by itself (no context takeover): its length says nothing about what was told before it, such as another
 * customer's conversation.
 */
export const COMPRESSION: PerMessageDeflateOptions = {
  // Below this little is saved: a "pong", a cursor, the next words of a draft.
  threshold: 1_024,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 12,
  // The window for what clients send has no limit: browsers that cannot keep one (Firefox) would be refused the socket.
  zlibDeflateOptions: { memLevel: 5, chunkSize: 4_096 },
  zlibInflateOptions: { chunkSize: 4_096 },
  // Of the four threads that Node.js has: files, look-ups and passwords wait for the same ones.
  concurrencyLimit: 2,
};
