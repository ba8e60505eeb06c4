import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Where a secret is stored. Bound to the ciphertext as additional data, so it opens for no other tenant, column or row.
 */
export interface SecretPlace {
  readonly tenantId: string | null;
  readonly column: string;
  readonly rowId: string;
}

interface Key {
  readonly id: string;
  readonly key: Buffer;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets at rest with AES-256-GCM. Layout of a record: version (1 byte), length of the key id (1 byte), key
 * id, nonce (12), tag (16), ciphertext. The first key encrypts; every key decrypts, so keys can be rotated.
 */
export class SecretBox {
  readonly #keys: readonly Key[];

  constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  seal(plain: string, place: SecretPlace): Buffer<ArrayBuffer> {
    const key = this.#keys[0];
    if (key === undefined) throw new Error('no key to encrypt with');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(aad(place));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    const id = Buffer.from(key.id);
    return Buffer.concat([Buffer.from([VERSION, id.length]), id, nonce, cipher.getAuthTag(), text]);
  }

  /** @throws when the record was sealed for another place or with an unknown key, or was tampered with. */
  open(record: Uint8Array, place: SecretPlace): string {
    const bytes = Buffer.from(record);
    const idEnd = 2 + (bytes[1] ?? 0);
    const key = this.#keys.find(candidate => candidate.id === bytes.subarray(2, idEnd).toString());
    if (bytes[0] !== VERSION || key === undefined)
      throw new Error('the secret was sealed with a key that is not known here');
    const nonce = bytes.subarray(idEnd, idEnd + NONCE_BYTES);
    const tag = bytes.subarray(idEnd + NONCE_BYTES, idEnd + NONCE_BYTES + TAG_BYTES);
    // Without `authTagLength`, Node.js would accept a tag truncated to four bytes.
    const decipher = createDecipheriv('aes-256-gcm', key.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad(place));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(idEnd + NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  }
}

function aad(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, place.tenantId, place.column, place.rowId]));
}
