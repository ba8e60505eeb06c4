/**
 * SQL: how WhatsApp names a contact by now, by the phone number or by the business-scoped user id: the one it had last.
 * @param of alias of a row with `tenant_id` and `contact_id`.
 */
export const identityOf = (kind: 'wa_id' | 'user_id', of: string): string =>
  `(
      SELECT i.value
      FROM contact_identity i
      WHERE i.tenant_id = ${of}.tenant_id AND i.contact_id = ${of}.contact_id AND i.kind = '${kind}'
      ORDER BY i.created_at DESC
      LIMIT 1
    )`;

/**
 * SQL: by which user id a number of ours reaches a contact: the one that the number's account named, else another
 * portfolio's or the parent's (Cloud API, messages, `recipient`).
 * @param number alias of a row of `business_number`.
 */
export const userIdFor = (of: string, number: string): string =>
  `(
      SELECT i.value
      FROM contact_identity i
      WHERE i.tenant_id = ${of}.tenant_id
        AND i.contact_id = ${of}.contact_id
        AND i.kind IN ('user_id', 'parent_user_id')
      ORDER BY i.kind DESC, i.waba_id IS NOT DISTINCT FROM ${number}.waba_id DESC, i.created_at DESC
      LIMIT 1
    )`;
