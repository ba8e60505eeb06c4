import { createReadStream } from 'node:fs';

/**
 * The bytes of a file, or those from `start` to `end` (both included). The file is opened when the first byte is asked
 * for: a stream that is opened before anybody reads it reports a missing file to nobody, which ends the process.
 * @throws what the file system says, to whoever reads.
 */
export async function* readFileLazily(
  file: string,
  range: { readonly start?: number; readonly end?: number } = {},
): AsyncGenerator<Buffer> {
  yield* createReadStream(file, range) as AsyncIterable<Buffer>;
}
