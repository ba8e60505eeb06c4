/** Where files are stored. Keys reveal nothing: they consist of the tenant's id and a random name. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFileLazily } from './read-file.ts';

export interface ObjectStore {
  /** Stores all of `source`, or nothing when it fails. */
  put(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Reads the bytes `from` to `to`, both included. @throws FileLostError to the reader, when there is no such object. */
  read(key: string, from: number, to: number): AsyncIterable<Uint8Array>;
  /** It is no error if there is no such object. */
  remove(key: string): Promise<void>;
}

/** A stored file is not there any more, or is not what was stored: to try again is of no use. */
export class FileLostError extends Error {
  override readonly name = 'FileLostError';
}

/** A new random key, in the tenant's folder. */
export const newObjectKey = (tenantId: string): string =>
  `${tenantId}/${randomBytes(2).toString('hex')}/${randomUUID()}`;

/** Stores objects in a folder, of this machine or shared by all machines. */
export class FileStore implements ObjectStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const file = this.#path(key);
    const part = `${file}.${randomBytes(6).toString('hex')}.part`;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    try {
      await pipeline(Readable.from(source), createWriteStream(part, { mode: 0o600, flush: true }));
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async *read(key: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    try {
      yield* readFileLazily(this.#path(key), { start: from, end: to });
    } catch (error) {
      // A folder that is not there at all is one that is not mounted, and will be.
      if ((error as { code?: unknown }).code === 'ENOENT' && existsSync(this.#folder))
        throw new FileLostError('there is no such object', { cause: error });
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    if (!/^[0-9a-f-]+(\/[0-9a-f-]+)*(\.thumbnail)?$/.test(key)) throw new Error('this is no key of an object');
    return join(this.#folder, key);
  }
}
