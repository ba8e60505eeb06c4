import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import type { ObjectStore } from './object-store.ts';
import { FileLostError } from './object-store.ts';

const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/** Stores objects in a bucket of Amazon S3 or of a compatible server. The AWS SDK finds the credentials. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  /** @param address `s3://bucket/prefix?region=…&endpoint=https://…&pathStyle=true`; only the bucket is needed. */
  constructor(address: URL) {
    const { searchParams: given, hostname, pathname } = address;
    const endpoint = given.get('endpoint');
    this.#bucket = hostname;
    this.#prefix = withoutSlashes(pathname);
    this.#client = new S3Client({
      // Compatible servers may not support S3's newer checksums; our files have an authentication tag in every chunk.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(given.has('region') || endpoint !== null ? { region: given.get('region') ?? 'us-east-1' } : {}),
      ...(endpoint === null ? {} : { endpoint }),
      forcePathStyle: given.get('pathStyle') === 'true',
    });
  }

  async put(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    // A multipart upload: the object only exists once it is complete; the parts of a failed one are removed.
    await new Upload({
      client: this.#client,
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
      params: { Bucket: this.#bucket, Key: this.#key(key), Body: Readable.from(source) },
    }).done();
  }

  async *read(key: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    const { Body: body } = await this.#client
      .send(new GetObjectCommand({ Bucket: this.#bucket, Key: this.#key(key), Range: `bytes=${from}-${to}` }))
      .catch((error: unknown) => {
        throw error instanceof NoSuchKey ? new FileLostError('there is no such object', { cause: error }) : error;
      });
    if (!(body instanceof Readable)) throw new Error('the object store answered without a body');
    yield* body as AsyncIterable<Uint8Array>;
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#key(key) }));
  }

  #key(key: string): string {
    return this.#prefix === '' ? key : `${this.#prefix}/${key}`;
  }
}

/** A path without leading and trailing slashes. */
function withoutSlashes(path: string): string {
  let [from, to] = [0, path.length];
  while (path[from] === '/') from += 1;
  while (to > from && path[to - 1] === '/') to -= 1;
  return path.slice(from, to);
}
