/**
 * Short-lived links to files: whoever may see the file gets one; the link itself says what it opens, for whom, and
 * until when.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeptCredential } from '../../store/access/credentials.ts';
import type { Part } from '../../store/media/cipher.ts';
import { PARTS } from '../../store/media/cipher.ts';

/** Long enough to begin a download or to go on listening, too short to be passed around. */
export const LINK_MS = 5 * 60 * 1000;

export interface MediaLink {
  readonly tenantId: string;
  readonly mediaId: string;
  readonly part: Part;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** What it was asked for with: the link ends with it. */
  readonly credential: KeptCredential;
}

/** What a link says of itself. */
type Said = readonly [
  tenantId: string,
  mediaId: string,
  part: Part,
  expiresAt: number,
  kind: KeptCredential['kind'],
  hash: string,
];

/** Signs links with keys made from those of secrets: the first signs, all of them are taken. */
export class MediaLinks {
  readonly #keys: readonly Buffer[];

  constructor(secretKeys: readonly { readonly key: Buffer }[]) {
    this.#keys = secretKeys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'sigfollow media links', 32)));
  }

  /** The path of a link, below the server's address. */
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

  /** @returns null when the link was not made here. Whether it is over is for the caller to say. */
  read(token: string): MediaLink | null {
    const [text = '', signature = ''] = token.split('.');
    // Compared as text: base64url leaves bits unused in the last letter, so several texts decode to the same bytes.
    const given = Buffer.from(signature);
    if (!this.#keys.some(key => sameBytes(Buffer.from(mac(key, text)), given))) return null;
    // Those of the version before end after what is four values, and open nothing any more.
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
