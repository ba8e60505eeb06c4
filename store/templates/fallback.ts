/**
 * The fallback template, which the tenant may set to be sent when the window has closed before a reply could be sent.
 */
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { shownTemplate } from '../../domain/whatsapp/template.ts';
import type { TenantUnit } from '../db/database.ts';
import { findTemplate } from './templates.ts';
import type { TemplateView } from './templates.ts';

/**
 * @returns the fallback template in the number's account; null when none is set, or it cannot be sent now (it has
 * required parameters, or is marketing that the contact does not want).
 */
async function fallbackTemplate(
  unit: TenantUnit,
  numberId: string,
  wantsMarketing: boolean,
): Promise<TemplateView | null> {
  const { fallbackTemplateName: name, fallbackTemplateLanguage: language } = await unit.tx.tenant.findUniqueOrThrow({
    where: { id: unit.tenantId },
    select: { fallbackTemplateName: true, fallbackTemplateLanguage: true },
  });
  const template = name === null || language === null ? null : await findTemplate(unit, numberId, name, language);
  if (template === null || !template.sendable || template.parameters.some(slot => slot.required)) return null;
  return template.category === 'MARKETING' && !wantsMarketing ? null : template;
}

/**
 * The reply made of the fallback template; null when there is none to send, or one was sent since the contact's last
 * message.
 */
export async function fallbackReply(
  unit: TenantUnit,
  conversation: { readonly id: string; readonly number_id: string; readonly contact_id: string },
) {
  const { tx, tenantId } = unit;
  const contact = await tx.contact.findFirstOrThrow({
    where: { tenantId, id: conversation.contact_id },
    select: { marketingStopped: true },
  });
  const template = await fallbackTemplate(unit, conversation.number_id, !contact.marketingStopped);
  if (template === null) return null;
  const last = await tx.message.findFirst({
    where: { conversationId: conversation.id, direction: 'inbound' },
    orderBy: { receivedAt: 'desc' },
    select: { receivedAt: true },
  });
  const sent = await tx.message.count({
    where: {
      conversationId: conversation.id,
      direction: 'outbound',
      kind: 'template',
      authorId: null,
      ...(last === null ? {} : { receivedAt: { gt: last.receivedAt } }),
    },
  });
  if (sent > 0) return null;
  return {
    conversationId: conversation.id,
    actor: SYSTEM_ACTOR,
    kind: 'template',
    contextWamid: null,
    reactsTo: null,
    permit: () => null,
    content: {
      name: template.name,
      language: { code: template.language },
      components: [],
      ...shownTemplate(template.components, []),
    },
  };
}
