import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { Unreadable } from './unreadable.ts';

const ENTRIES = 2_000;

/**
 * A ZIP archive whose parts are unpacked on demand. The sizes in its directory are not trusted: the unpacked bytes of
 * all parts are counted, and reading stops at the limit. Archives within it are not opened.
 */
export class Archive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Bytes that may still be unpacked. */
  #left: number;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, limit: number) {
    this.#zip = zip;
    this.#entries = entries;
    this.#left = limit;
  }

  /** @param limit maximum unpacked bytes of all parts together. @throws Unreadable wrong_type, too_large. */
  static async open(bytes: Buffer, limit: number): Promise<Archive> {
    // Sizes are counted in `read`; the library's own check would fail with an error of its own.
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
