import type { VariableValues } from '../../domain/text/variables.ts';
import { firstName } from '../../domain/text/variables.ts';
import type { TenantUnit } from '../db/database.ts';

/**
 * What the variables of a canned response stand for in a conversation that exists.
 * @param agentName of whoever is going to send it; null: a program.
 */
export async function cannedValues(
  { tx, tenantId }: TenantUnit,
  conversation: {
    readonly contact: { readonly id: string; readonly name: string | null };
    readonly number: { readonly name: string };
  },
  agentName: string | null,
): Promise<VariableValues> {
  const { contact, number } = conversation;
  const known = await tx.contact.findUnique({
    where: { tenantId_id: { tenantId, id: contact.id } },
    select: { attributes: true },
  });
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
  return {
    'contact.name': contact.name,
    'contact.first_name': firstName(contact.name),
    'agent.name': agentName,
    'agent.first_name': firstName(agentName),
    'number.name': number.name,
    'company.name': tenant?.name ?? null,
    attributes: (known?.attributes ?? {}) as Readonly<Record<string, unknown>>,
  };
}
