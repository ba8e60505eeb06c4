import type { TenantUnit } from '../db/database.ts';
import { statement, text, texts, uuid } from '../db/statement.ts';

const NUMBERS = statement('numbers_by_phone', {
  takes: { phoneNumberIds: texts },
  gives: { id: uuid, phone_number_id: text, waba_id: text },
  sql: `
    SELECT id, phone_number_id, waba_id
    FROM business_number
    WHERE tenant_id = (SELECT current_tenant()) AND phone_number_id = ANY($phoneNumberIds)`,
});

/** The tenant's business numbers, with their accounts (WABA), by WhatsApp's phone number id. */
export async function wabasOf(
  unit: TenantUnit,
  phoneNumberIds: readonly string[],
): Promise<Map<string, { readonly numberId: string; readonly wabaId: string }>> {
  const numbers = await unit.run(NUMBERS, { phoneNumberIds: [...new Set(phoneNumberIds)] });
  return new Map(numbers.map(number => [number.phone_number_id, { numberId: number.id, wabaId: number.waba_id }]));
}
