/** Streams of bytes, of which no more is kept than somebody wants. */

/** All bytes of a stream in one piece; null when there are more than `limit`. The rest is left unread. */
export async function readAtMost(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const bytes = await readBeginning(body, limit + 1);
  return bytes.length > limit ? null : bytes;
}

/** The first `limit` bytes of a stream in one piece, or all there are. The rest is left unread. */
export async function readBeginning(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const kept = chunk.subarray(0, limit - size);
    chunks.push(kept);
    size += kept.length;
    if (size === limit) break;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
