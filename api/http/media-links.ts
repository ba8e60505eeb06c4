/**
 * Short-lived, signed links to files, given to whoever may see the file. The link itself holds which file it opens,
 * with whose credential, and until when.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeptCredential } from '../../store/access/credentials.ts';
import type { Part } from '../../store/media/cipher.ts';
import { PARTS } from '../../store/media/cipher.ts';

/** Long enough to begin a download or to seek in an audio file, too short to be worth passing on. */
export const LINK_MS = 5 * 60 * 1000;

/** What a link opens: the content or the thumbnail of one file. */
export interface MediaLink {
  readonly tenantId: string;
  readonly mediaId: string;
  readonly part: Part;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The session or API key with which the link was requested: when that ends, so does the link. */
  readonly credential: KeptCredential;
}

/** The signed content of a link. */
type Said = readonly [
  tenantId: string,
  mediaId: string,
  part: Part,
  expiresAt: number,
  kind: KeptCredential['kind'],
  hash: string,
];

/**
 * Signs and verifies links with keys derived (HKDF) from the secret keys: the first signs, all of them verify, so that
 * keys can be rotated.
 */
export class MediaLinks {
  readonly #keys: readonly Buffer[];

  constructor(secretKeys: readonly { readonly key: Buffer }[]) {
    this.#keys = secretKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'sigfollow media links', 32)));
  }

  /** The link's absolute path on this server: `/media/…`. */
  path(link: MediaLink): string {
    const said: Said = [
      link.tenantId,
      link.mediaId,
      link.part,
      link.expiresAt,
      link.credential.kind,
      link.credential.hash.toString('base64url'),
    ];
    const text = Buffer.from(JSON.stringify(said)).toString('base64url');
    return `/media/${text}.${mac(this.#keys[0], text)}`;
  }

  /**
   * Verifies the part of a link after `/media/`. The caller checks whether it has expired.
   * @returns null when none of the keys signed it.
   */
  read(token: string): MediaLink | null {
    const [text = '', signature = ''] = token.split('.');
    // Compared as text: base64url leaves bits unused in the last character, so several texts decode to the same bytes.
    const given = Buffer.from(signature);
    if (!this.#keys.some(key => sameBytes(Buffer.from(mac(key, text)), given))) return null;
    // Links of the release before have only the first four values, and are not accepted any more.
    const [tenantId, mediaId, part, expiresAt, kind, hash] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as Partial<Said> & Pick<Said, 0 | 1 | 2 | 3>;
    return part in PARTS && kind !== undefined && hash !== undefined
      ? { tenantId, mediaId, part, expiresAt, credential: { kind, hash: Buffer.from(hash, 'base64url') } }
      : null;
  }
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function mac(key: Buffer | undefined, text: string): string {
  if (key === undefined) throw new Error('no key to sign with');
  return createHmac('sha256', key).update(text).digest('base64url');
}
