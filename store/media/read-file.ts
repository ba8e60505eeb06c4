import { createReadStream } from 'node:fs';

/**
 * The bytes of a file, or those from `start` to `end` (both included). The file is only opened when reading begins: a
 * stream opened earlier would emit the error of a missing file before anybody listens, which would end the process.
 * @throws the file system's error, to the reader.
 */
export async function* readFileLazily(
  file: string,
  range: { readonly start?: number; readonly end?: number } = {},
): AsyncGenerator<Buffer> {
  yield* createReadStream(file, range) as AsyncIterable<Buffer>;
}
