import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import proto from '@temporalio/proto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';

interface Key {
  readonly id: string;
  readonly key: Buffer;
}

const ENCODING = Buffer.from('binary/encrypted');
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts every payload sent to Temporal with AES-256-GCM. The first key encrypts, all keys decrypt; the key's id is
 * in the metadata (`encryption-key-id`). Payloads of another encoding are passed through, so that histories from before
 * the codec stay readable. `encode` and `decode` throw ValueError if there is no key, or the payload's key is unknown.
 */
export class AesPayloadCodec implements PayloadCodec {
  readonly #keys: readonly Key[];

  constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map(payload => this.#encrypt(payload)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(
      payloads.map(payload =>
        Buffer.from(payload.metadata?.['encoding'] ?? []).equals(ENCODING) ? this.#decrypt(payload) : payload,
      ),
    );
  }

  #encrypt(payload: Payload): Payload {
    const key = this.#keys[0];
    if (key === undefined) throw new ValueError('no key for payloads');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.key, nonce, { authTagLength: TAG_BYTES });
    const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
    const data = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { metadata: { encoding: ENCODING, 'encryption-key-id': Buffer.from(key.id) }, data };
  }

  #decrypt(payload: Payload): Payload {
    const id = Buffer.from(payload.metadata?.['encryption-key-id'] ?? []).toString();
    const key = this.#keys.find(candidate => candidate.id === id);
    if (key === undefined) throw new ValueError(`the payload was encrypted with a key that is not known here: ${id}`);
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv(CIPHER, key.key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    return proto.temporal.api.common.v1.Payload.decode(
      Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
    );
  }
}
