import { z } from 'zod';
import { readPhoneNumber } from '../../domain/whatsapp/phone-number.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { startConversation } from '../../store/conversation/start.ts';
import { isMember } from '../../store/acd/queues.ts';
import { isBlocked } from '../../store/contacts/blocks.ts';
import { changeContact, hasWritten, readContact } from '../../store/contacts/contacts.ts';
import { findNumber } from '../../store/numbers/find-number.ts';
import { contactOfPhone } from '../../store/inbound/find-contact.ts';
import { mediaOf } from '../../store/media/media.ts';
import { attachUpload } from '../../store/media/uploads.ts';
import { acceptReply, acceptedReply } from '../../store/sending/replies.ts';
import type { QueueRules } from '../../store/tenant/settings.ts';
import { queueRules, tenantSettings } from '../../store/tenant/settings.ts';
import { findTemplate } from '../../store/templates/templates.ts';
import { messageView } from '../../store/views/messages.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import type { Principal } from '../http/principal.ts';
import { actorOf } from '../http/principal.ts';
import { text } from '../http/input.ts';
import { notFound, problem } from '../http/problem.ts';
import { filledTemplate } from './outbound/filled-template.ts';
import { template } from './outbound/template.ts';
import { audit, requireAgent, unwrap, scopeOf, visibleConversation } from '../http/access.ts';
import { namedUploads } from './messages.ts';
import { visibleContact } from '../contacts/contact.ts';
import { route } from '../http/route.ts';
import { conversation, id, message } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const body = z.strictObject({
  numberId: id.meta({ description: 'From which number.' }),
  to: z.union([
    z.strictObject({ contactId: id }),
    z.strictObject({
      phone: text(40).meta({ description: 'As people write it; without a country it is of that of the number.' }),
    }),
  ]),
  template,
  queueId: id.optional().meta({
    description:
      'Where it waits, or by whose rules it is worked on. Not given: the tenant’s default queue, or the only one that who begins it works in.',
  }),
  agentId: id
    .nullable()
    .optional()
    .meta({ description: 'Whose it is. Null: it waits in the queue. Not given: an agent’s own, else null.' }),
  consent: z
    .strictObject({ source: text(200) })
    .optional()
    .meta({
      description:
        'Where the person agreed to be written to, where that is not noted yet: asked of who never wrote, and for marketing.',
    }),
});
type Body = z.output<typeof body>;

/** Begins a conversation with a template, the only kind of message WhatsApp lets a business send first. */
const start = route({
  method: 'post',
  path: '/conversations',
  tag: 'Conversations',
  summary: 'Begin a conversation with a contact or a phone number, by a template',
  roles: AGENTS_AND_ADMINS,
  body,
  idempotent: true,
  status: 201,
  answer: z.object({ conversation, message }),
  handle: ({ app, work, principal, body: asked, at }) =>
    work(async unit => {
      const number = await findNumber(unit, asked.numberId);
      if (number === null) throw problem(400, 'invalid_request', 'There is no such number.', { field: 'numberId' });
      const queue = await queueFor(unit, principal, asked);
      const agentId = await agentFor(unit, principal, asked, queue);
      const contactId = await contactFor(unit, principal, asked, number.displayPhoneNumber, at);
      const contact = await readContact(unit, contactId);
      if (contact.restricted)
        throw problem(
          409,
          'contact_restricted',
          'Processing is restricted for this contact: nobody begins a conversation with it.',
          { field: 'to' },
        );
      if (await isBlocked(unit, contactId, number.id))
        throw problem(409, 'contact_blocked', 'The contact is blocked on this number.', { field: 'to' });
      const isConsentNoted = await askConsent(unit, asked, contact, at);
      const uploads = await namedUploads(unit, principal, { type: 'template', template: asked.template }, at);
      const content = await filledTemplate(unit, { number, contact }, asked.template);
      const started = await startConversation(
        unit,
        { numberId: number.id, contactId, queue, agentId, actor: actorOf(principal) },
        at,
      );
      if (started.kind === 'gone') throw notFound('The contact');
      if (started.kind === 'open') {
        // The other conversation's id is given only to those who may see it.
        const isSeen = isInScope(await scopeOf(unit, principal), started.conversation);
        throw problem(409, 'conversation_open', 'The contact has an open conversation on this number.', {
          field: 'to',
          ...(isSeen ? { extra: { conversationId: started.conversation.id } } : {}),
        });
      }
      const { conversationId } = started;
      const reply = {
        conversationId,
        actor: actorOf(principal),
        kind: 'template',
        content,
        contextWamid: null,
        reactsTo: null,
        permit: () => null,
      };
      const sent = await acceptReply(unit, reply, at);
      unwrap(sent);
      for (const [place, upload] of uploads.entries())
        await attachUpload(
          unit,
          app.box,
          upload,
          { messageId: sent.messageId, conversationId, numberId: number.id, place },
          at,
        );
      const files = uploads.length === 0 ? null : await mediaOf(unit, [sent.messageId]);
      await audit(unit, principal, 'conversation.start', conversationId, at, {
        contactId,
        queueId: queue.id,
        agentId,
        consent: isConsentNoted ? 'noted' : 'known',
      });
      return {
        conversation: await visibleConversation(unit, principal, conversationId, at),
        message: messageView(acceptedReply(reply, { messageId: sent.messageId, numberId: number.id, at }), {
          files: files?.get(sent.messageId) ?? [],
        }),
      };
    }),
});

/**
 * The contact to write to; one for a phone number that nobody has yet is created.
 * @param ours our number as WhatsApp shows it, whose country applies to numbers written without one.
 * @throws problem
 */
async function contactFor(
  unit: TenantUnit,
  principal: Principal,
  { to }: Body,
  ours: string,
  at: number,
): Promise<string> {
  if ('contactId' in to) return (await visibleContact(unit, principal, to.contactId)).id;
  const number = readPhoneNumber(to.phone, ours);
  if (number === 'ambiguous')
    throw problem(
      400,
      'ambiguous_phone_number',
      'This may be a number of two countries. Write it with a plus and its country: +49 171 1234567.',
      { field: 'to.phone' },
    );
  if (number === null)
    throw problem(400, 'invalid_phone_number', 'This is no phone number. Write it with its country: +49 171 1234567.', {
      field: 'to.phone',
    });
  return contactOfPhone(unit, number.digits, at);
}

/**
 * The queue of the new conversation: as requested, else the tenant's default, else the only queue of an agent. Agents
 * may use only queues in which they work.
 * @throws problem 400
 */
async function queueFor(unit: TenantUnit, principal: Principal, { queueId }: Body): Promise<QueueRules> {
  const scope = await scopeOf(unit, principal);
  const { defaultQueueId } = await tenantSettings(unit);
  const isTheirs = (queue: string): boolean => scope.all || scope.queueIds.includes(queue);
  const own = scope.all ? [] : scope.queueIds;
  const chosen =
    queueId ??
    (defaultQueueId !== null && isTheirs(defaultQueueId) ? defaultQueueId : own.length === 1 ? own[0] : undefined);
  if (chosen === undefined)
    throw problem(400, 'queue_required', 'Say in which queue the conversation is to be.', { field: 'queueId' });
  const queue = isTheirs(chosen) ? await queueRules(unit, chosen) : null;
  if (queue === null) throw problem(400, 'invalid_request', 'There is no such queue.', { field: 'queueId' });
  return queue;
}

async function agentFor(
  unit: TenantUnit,
  principal: Principal,
  { agentId }: Body,
  queue: QueueRules,
): Promise<string | null> {
  const isAgent = principal.kind === 'user' && principal.role === 'AGENT';
  const chosen = agentId === undefined ? (isAgent ? principal.id : null) : agentId;
  if (chosen === null) return null;
  if (isAgent && chosen !== principal.id)
    throw problem(403, 'forbidden', 'Agents begin conversations for themselves or for a queue.', { field: 'agentId' });
  await requireAgent(unit, chosen);
  if (!(await isMember(unit, queue.id, chosen)))
    throw problem(400, 'invalid_request', 'The agent does not work in this queue.', { field: 'agentId' });
  return chosen;
}

/**
 * Requires the person's consent (opt-in), without which WhatsApp does not allow a business to write first: recorded
 * before, or stated in this request; except for marketing, it is enough that the person has written to us. Source:
 * WhatsApp Business Messaging Policy, "Opt-in".
 * @returns whether consent was recorded now.
 * @throws problem 409 `consent_required`
 */
async function askConsent(
  unit: TenantUnit,
  { consent, numberId, template: { name, language } }: Body,
  contact: { readonly id: string; readonly consentAt: Date | null },
  at: number,
): Promise<boolean> {
  // The first record is the proof and is kept; to change it, change the contact.
  if (contact.consentAt !== null) return false;
  if (consent !== undefined) {
    await changeContact(unit, contact.id, { consent }, at);
    return true;
  }
  const isMarketing = (await findTemplate(unit, numberId, name, language.code))?.category === 'MARKETING';
  if (isMarketing || !(await hasWritten(unit, contact.id)))
    throw problem(
      409,
      'consent_required',
      'Nobody has noted that this person agreed to be written to. Say where it did.',
      { field: 'consent' },
    );
  return false;
}

export const startConversationRoutes = [start];
