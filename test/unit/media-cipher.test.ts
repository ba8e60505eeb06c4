import { expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { fc } from '../support/fast-check.ts';
import { CHUNK_BYTES, openRange, sealStream, sealedRange } from '../../store/media/cipher.ts';

const key = randomBytes(32);

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}
async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}
const sealed = (plain: Buffer): Promise<Buffer> => all(sealStream(pieces(plain, 10_007), key, 'content'));
const read = (
  bytes: Buffer,
  start: number,
  end: number,
  size: number,
  part: 'content' | 'thumbnail' = 'content',
): Promise<Buffer> => {
  const { from, to } = sealedRange(start, end, size);
  return all(openRange(pieces(bytes.subarray(from, to + 1), 9_973), key, part, start, end, size));
};

test('any part of any file comes back as it was', async () => {
  const sizes = fc.oneof(
    fc.nat(5),
    fc.integer({ min: CHUNK_BYTES - 2, max: CHUNK_BYTES + 2 }),
    fc.integer({ min: 3 * CHUNK_BYTES - 1, max: 3 * CHUNK_BYTES + 1 }),
    fc.nat(4 * CHUNK_BYTES),
  );
  await fc.assert(
    fc.asyncProperty(
      sizes.filter(size => size > 0),
      fc.nat(),
      fc.nat(),
      async (size, a, b) => {
        const plain = randomBytes(size);
        const [start, end] = [a % size, b % size].sort((left, right) => left - right) as [number, number];
        expect((await read(await sealed(plain), start, end, size)).equals(plain.subarray(start, end + 1))).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test('what was changed, cut off, moved or swapped at rest is never given out', async () => {
  const size = 3 * CHUNK_BYTES;
  const bytes = await sealed(randomBytes(size));
  const chunk = CHUNK_BYTES + 16;
  const changed = Buffer.from(bytes);
  changed[chunk + 5]! ^= 1;
  const moved = Buffer.concat([bytes.subarray(chunk, 2 * chunk), bytes.subarray(0, chunk), bytes.subarray(2 * chunk)]);
  for (const [name, spoilt] of Object.entries({
    changed,
    moved,
    cut: bytes.subarray(0, 2 * chunk),
    shorter: bytes.subarray(0, bytes.length - 1),
  }))
    expect([
      name,
      await read(spoilt, 0, size - 1, size).then(
        () => 'read',
        () => 'refused',
      ),
    ]).toEqual([name, 'refused']);
  // A file cut at a chunk's border does not pass for a shorter one, nor a file for its thumbnail.
  await expect(read(bytes.subarray(0, 2 * chunk), 0, 2 * CHUNK_BYTES - 1, 2 * CHUNK_BYTES)).rejects.toThrow();
  await expect(read(bytes, 0, size - 1, size, 'thumbnail')).rejects.toThrow();
});
