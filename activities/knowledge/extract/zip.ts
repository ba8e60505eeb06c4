import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { Unreadable } from './unreadable.ts';

const ENTRIES = 2_000;

/**
 * An archive whose parts are read when they are asked for. What its directory says of sizes is not believed: what comes
 * out is counted, over all parts, and reading stops at the limit. An archive within is bytes like any other part.
 */
export class Archive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Bytes that may still come out. */
  #left: number;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, limit: number) {
    this.#zip = zip;
    this.#entries = entries;
    this.#left = limit;
  }

  /** @param limit bytes that may come out of all parts together. @throws Unreadable wrong_type, too_large. */
  static async open(bytes: Buffer, limit: number): Promise<Archive> {
    // Sizes are counted here; without its own check the library does not stop one byte too late in another way.
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: false }).catch(() => {
      throw new Unreadable('wrong_type');
    });
    return new Archive(zip, await entriesOf(zip), limit);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** @throws Unreadable too_large, wrong_type. */
  async read(name: string): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.isEncrypted()) throw new Unreadable('wrong_type');
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#open(entry)) {
      this.#left -= (chunk as Buffer).length;
      if (this.#left < 0) throw new Unreadable('too_large');
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
  }

  #open(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) =>
        error === null ? resolve(stream) : reject(new Unreadable('wrong_type')),
      );
    });
  }
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let count = 0;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      count += 1;
      if (count > ENTRIES) reject(new Unreadable('too_large'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', () => reject(new Unreadable('wrong_type')));
    zip.readEntry();
  });
}
