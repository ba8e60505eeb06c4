/**
 * SQL: a contact's latest phone number (`wa_id`) or business-scoped user id (`user_id`).
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
 * SQL: the user id by which one of our numbers reaches a contact: the one from the number's own account or, if there is
 * none, from another account, or else a parent user id (Cloud API, messages, `recipient`).
 * @param of alias of a row with `tenant_id` and `contact_id`.
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
