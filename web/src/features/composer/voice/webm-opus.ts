/**
 * Reads what a browser's recorder writes: WebM (a form of Matroska, RFC 9559, in EBML, RFC 8794) with one track of Opus.
 */
export interface OpusStream {
  /** The identification header (RFC 7845, 5.1). */
  readonly head: Uint8Array;
  readonly packets: readonly Uint8Array[];
}

/** Elements that hold others. They are walked through, so that it does not matter whether their size is known. */
const HOLDERS: ReadonlySet<number> = new Set([
  0x18538067, // Segment
  0x1f43b675, // Cluster
  0x1654ae6b, // Tracks
  0xae, // TrackEntry
  0xa0, // BlockGroup
]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS: ReadonlySet<number> = new Set([0xa3, 0xa1]);
const LACING = 0x06;
/** Behind the track's number: the time, relative to the cluster, and flags. */
const BLOCK_HEAD = 3;

/** How many bytes a number has, by its first one. */
const lengthAt = (bytes: Uint8Array, at: number): number => Math.clz32(bytes[at] ?? 0) - 23;

function numberAt(bytes: Uint8Array, at: number, length: number, first: number): number {
  let value = first;
  for (let place = 1; place < length; place++) value = value * 256 + (bytes[at + place] ?? 0);
  return value;
}

/** @throws when it is not what a recorder writes of Opus. */
export function readOpus(bytes: Uint8Array): OpusStream {
  let head: Uint8Array | null = null;
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const idLength = lengthAt(bytes, at);
    const sizeAt = at + idLength;
    const sizeLength = lengthAt(bytes, sizeAt);
    if (idLength > 4 || sizeLength > 8) throw new Error('The recording is no WebM.');
    const id = numberAt(bytes, at, idLength, bytes[at] ?? 0);
    const size = numberAt(bytes, sizeAt, sizeLength, (bytes[sizeAt] ?? 0) & (0xff >> sizeLength));
    const from = sizeAt + sizeLength;
    at = from;
    if (HOLDERS.has(id)) continue;
    at += size;
    const content = bytes.subarray(from, at);
    if (id === CODEC_PRIVATE) head ??= content;
    if (!BLOCKS.has(id)) continue;
    const begin = lengthAt(content, 0) + BLOCK_HEAD;
    if (((content[begin - 1] ?? 0) & LACING) !== 0) throw new Error('The recording is laced.');
    if (content.length > begin) packets.push(content.subarray(begin));
  }
  if (head === null || packets.length === 0) throw new Error('There is nothing in the recording.');
  return { head, packets };
}
