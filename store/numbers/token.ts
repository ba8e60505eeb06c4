import type { SecretBox, SecretPlace } from '../db/secret-box.ts';

const placeOf = (tenantId: string, numberId: string): SecretPlace => ({
  tenantId,
  column: 'business_number.access_token',
  rowId: numberId,
});

/** Encrypts a number's access token, bound to its tenant and its row. */
export function sealToken(
  box: SecretBox,
  tenantId: string,
  numberId: string,
  accessToken: string,
): Buffer<ArrayBuffer> {
  return box.seal(accessToken, placeOf(tenantId, numberId));
}

/** Decrypts a number's access token. @throws when it was sealed for another number or with an unknown key. */
export function openToken(box: SecretBox, tenantId: string, numberId: string, sealed: Uint8Array): string {
  return box.open(sealed, placeOf(tenantId, numberId));
}
