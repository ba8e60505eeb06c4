/**
 * Encryption of files at rest: AES-256-GCM in chunks, so that a part can be read without the rest. It is the STREAM
 * construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015: each chunk's nonce contains its number and whether it
 * is the last, so that none can be moved, dropped or cut off. Every file has a key of its own; `part` in the nonce
 * keeps the objects of one file apart.
 */
import type { DecipherGCM } from 'node:crypto';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ObjectStore } from './object-store.ts';
import { FileLostError } from './object-store.ts';

export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

/** The objects of one file, which share its key. */
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

/** Encrypts a stream chunk by chunk. */
export async function* sealStream(source: AsyncIterable<Uint8Array>, key: Buffer, part: Part): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  let index = 0;
  for await (const bytes of source) {
    waiting = Buffer.concat([waiting, bytes]);
    // The last chunk is marked as such, so a full one is held back until it is known whether more follows.
    while (waiting.length > CHUNK_BYTES) {
      yield seal(key, part, index++, false, waiting.subarray(0, CHUNK_BYTES));
      waiting = waiting.subarray(CHUNK_BYTES);
    }
  }
  yield seal(key, part, index, true, waiting);
}

export interface SealedRange {
  /** The bytes of the encrypted object to read, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly firstChunk: number;
}

/** Which encrypted bytes hold the plain bytes `start` to `end` (both included) of a file of `size` bytes. */
export function sealedRange(start: number, end: number, size: number): SealedRange {
  const [firstChunk, lastChunk] = [Math.floor(start / CHUNK_BYTES), Math.floor(end / CHUNK_BYTES)];
  const sealedSize = size + TAG_BYTES * Math.max(1, Math.ceil(size / CHUNK_BYTES));
  return { from: firstChunk * SEALED_BYTES, to: Math.min((lastChunk + 1) * SEALED_BYTES, sealedSize) - 1, firstChunk };
}

/**
 * Decrypts the plain bytes `start` to `end` (both included).
 * @param source the encrypted bytes given by `sealedRange`.
 * @param size of the plain file, in bytes.
 * @throws FileLostError when a byte was changed or moved, or is missing.
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
    const plain = opened(decipher, sealed);
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
  if (index <= lastWanted) throw new FileLostError('the stored file is shorter than it should be');
}

function opened(decipher: DecipherGCM, sealed: Buffer): Buffer {
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new FileLostError('the stored file is not what was stored', { cause: error });
  }
}

/** A whole stored file, decrypted. */
export function openWhole(
  objects: Pick<ObjectStore, 'read'>,
  file: { readonly objectKey: string; readonly dataKey: Buffer; readonly size: number },
): AsyncIterable<Uint8Array> {
  const { from, to } = sealedRange(0, file.size - 1, file.size);
  return openRange(objects.read(file.objectKey, from, to), file.dataKey, 'content', 0, file.size - 1, file.size);
}
