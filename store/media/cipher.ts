/**
 * Files at rest: AES-256-GCM in chunks, so that a part can be read without the rest (the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár, 2015: number and "last" are authenticated with each chunk, so none can be moved,
 * dropped or cut off). Every object has a key of its own; `part` keeps the objects of one key apart.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ObjectStore } from './object-store.ts';

export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

/** The objects of one file. */
export const PARTS = { content: 0, thumbnail: 1 } as const;
export type Part = keyof typeof PARTS;

function nonce(part: Part, index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(PARTS[part], 0);
  bytes.writeUInt32BE(index, 7);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

function seal(key: Buffer, part: Part, index: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(part, index, last), { authTagLength: TAG_BYTES });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Encrypts what comes, chunk by chunk; no more than two chunks are in memory. */
export async function* sealStream(source: AsyncIterable<Uint8Array>, key: Buffer, part: Part): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  let index = 0;
  for await (const bytes of source) {
    waiting = Buffer.concat([waiting, bytes]);
    // The last chunk is marked: one is held back until it is known that more follows.
    while (waiting.length > CHUNK_BYTES) {
      yield seal(key, part, index++, false, waiting.subarray(0, CHUNK_BYTES));
      waiting = waiting.subarray(CHUNK_BYTES);
    }
  }
  yield seal(key, part, index, true, waiting);
}

export interface SealedRange {
  /** Bytes of the sealed object to be read, both included. */
  readonly from: number;
  readonly to: number;
  readonly firstChunk: number;
}

/** Which sealed bytes hold the plain bytes `start` to `end` (both included) of `size`. */
export function sealedRange(start: number, end: number, size: number): SealedRange {
  const [firstChunk, lastChunk] = [Math.floor(start / CHUNK_BYTES), Math.floor(end / CHUNK_BYTES)];
  const sealedSize = size + TAG_BYTES * Math.max(1, Math.ceil(size / CHUNK_BYTES));
  return { from: firstChunk * SEALED_BYTES, to: Math.min((lastChunk + 1) * SEALED_BYTES, sealedSize) - 1, firstChunk };
}

/**
 * Decrypts a range that was read as `sealedRange` says. @throws when a byte was changed, moved, or is missing.
 */
export async function* openRange(
  source: AsyncIterable<Uint8Array>,
  key: Buffer,
  part: Part,
  start: number,
  end: number,
  size: number,
): AsyncGenerator<Buffer> {
  const { firstChunk } = sealedRange(start, end, size);
  const lastOfFile = Math.max(1, Math.ceil(size / CHUNK_BYTES)) - 1;
  const lastWanted = Math.floor(end / CHUNK_BYTES);
  let waiting = Buffer.alloc(0);
  let index = firstChunk;
  const open = (sealed: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(part, index, index === lastOfFile), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
    const offset = index * CHUNK_BYTES;
    index += 1;
    return plain.subarray(Math.max(0, start - offset), end - offset + 1);
  };
  for await (const bytes of source) {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= SEALED_BYTES) {
      yield open(waiting.subarray(0, SEALED_BYTES));
      waiting = waiting.subarray(SEALED_BYTES);
    }
  }
  if (waiting.length > 0) yield open(waiting);
  if (index <= lastWanted) throw new Error('the stored file is shorter than it should be');
}

/** A stored file from its first byte to its last, in one stream. */
export function openWhole(
  objects: Pick<ObjectStore, 'read'>,
  file: { readonly objectKey: string; readonly dataKey: Buffer; readonly size: number },
): AsyncIterable<Uint8Array> {
  const { from, to } = sealedRange(0, file.size - 1, file.size);
  return openRange(objects.read(file.objectKey, from, to), file.dataKey, 'content', 0, file.size - 1, file.size);
}
