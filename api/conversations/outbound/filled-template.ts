import { faultOf, shownTemplate } from '../../../domain/whatsapp/template.ts';
import type { TenantUnit } from '../../../store/db/database.ts';
import { findTemplate } from '../../../store/templates/templates.ts';
import type { ConversationView } from '../../../store/views/conversations.ts';
import { problem } from '../../http/problem.ts';
import type { Template } from './template.ts';
import { componentsToKeep } from './template.ts';

/**
 * The content of a template message as it is stored: what is sent to WhatsApp, and the texts that the contact will
 * read.
 * @throws problem 400 `template_unknown` when the number's account has no such template; 409 `template_not_sendable`;
 * 409 `marketing_stopped`; 400 `invalid_request` when the parameters do not fit the template.
 */
export async function filledTemplate(
  unit: TenantUnit,
  {
    number,
    contact,
  }: {
    readonly number: Pick<ConversationView['number'], 'id'>;
    readonly contact: Pick<ConversationView['contact'], 'marketingStopped'>;
  },
  sent: Template,
): Promise<Record<string, unknown>> {
  const { name, language, components } = sent;
  const known = await findTemplate(unit, number.id, name, language.code);
  if (known === null)
    throw problem(400, 'template_unknown', 'WhatsApp has no such template in this language for the number’s account.', {
      field: 'template.name',
    });
  if (!known.sendable)
    throw problem(409, 'template_not_sendable', known.explanation ?? '', {
      field: 'template.name',
      ...(known.reason === null ? {} : { detail: known.reason }),
      extra: { status: known.status },
    });
  if (contact.marketingStopped && known.category === 'MARKETING')
    throw problem(409, 'marketing_stopped', 'The customer has asked for no marketing messages.', {
      field: 'template.name',
    });
  const fault = faultOf(known.components, components);
  if (fault !== null)
    throw problem(400, 'invalid_request', 'The parameters do not fill the template.', {
      field: `template.${fault.field}`,
      detail: fault.message,
    });
  return { name, language, components: componentsToKeep(sent), ...shownTemplate(known.components, components) };
}
