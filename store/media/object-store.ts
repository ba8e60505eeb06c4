/** Where files lie. Keys are made here and say nothing: the tenant's id and a random name. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFileLazily } from './read-file.ts';

export interface ObjectStore {
  /** Takes the whole of `source` or nothing. */
  put(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Bytes `from` to `to`, both included. */
  read(key: string, from: number, to: number): AsyncIterable<Uint8Array>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
}

export const newObjectKey = (tenantId: string): string =>
  `${tenantId}/${randomBytes(2).toString('hex')}/${randomUUID()}`;

/** A folder of the machine, or one that all machines share. */
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

  read(key: string, from: number, to: number): AsyncIterable<Uint8Array> {
    return readFileLazily(this.#path(key), { start: from, end: to });
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    if (!/^[0-9a-f-]+(\/[0-9a-f-]+)*(\.thumbnail)?$/.test(key)) throw new Error('this is no key of an object');
    return join(this.#folder, key);
  }
}
