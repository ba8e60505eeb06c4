/** Reads byte streams into memory up to a limit. */

/** All bytes of a stream; null if there are more than `limit` bytes. The rest is not read. */
export async function readAtMost(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const bytes = await readBeginning(body, limit + 1);
  return bytes.length > limit ? null : bytes;
}

/** The first `limit` bytes of a stream, or all of them if there are fewer. The rest is not read. */
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
