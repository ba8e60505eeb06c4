/**
 * SQL: how WhatsApp names a contact by now, by the phone number or by the business-scoped user id: the one it had last.
 * @param of alias of a row with `tenant_id` and `contact_id`.
 */
export const identityOf = (kind: 'wa_id' | 'user_id', of: string): string =>
  `(SELECT i.value FROM contact_identity i WHERE i.tenant_id = ${of}.tenant_id AND i.contact_id = ${of}.contact_id AND i.kind = '${kind}' ORDER BY i.created_at DESC LIMIT 1)`;
