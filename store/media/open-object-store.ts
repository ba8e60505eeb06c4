import { fileURLToPath } from 'node:url';
import type { ObjectStore } from './object-store.ts';
import { FileStore } from './object-store.ts';
import { S3Store } from './s3-store.ts';

/**
 * @param address the setting MEDIA_STORE: `file:///folder` or `s3://bucket/…`.
 * @throws when the address is not valid, or its protocol is not supported.
 */
export function openObjectStore(address: string): ObjectStore {
  const url = new URL(address);
  switch (url.protocol) {
    case 'file:':
      return new FileStore(fileURLToPath(url));
    case 's3:':
      return new S3Store(url);
    default:
      throw new Error(
        `MEDIA_STORE: ${url.protocol} is not supported; give a folder as file:///… or a bucket as s3://…`,
      );
  }
}
