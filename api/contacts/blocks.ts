import { z } from 'zod';
import { BLOCK_REASONS, numbersWrittenTo, wishBlock } from '../../store/contacts/blocks.ts';
import { CONTACT_BLOCK_WORKFLOW, contactBlockSignal, contactBlockWorkflowId } from '../../workflows/contract.ts';
import { audit } from '../http/access.ts';
import type { AppContext } from '../http/context.ts';
import { text } from '../http/input.ts';
import { problem } from '../http/problem.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { byId, id } from '../http/schemas.ts';
import { wakeWorkflow } from '../http/start-workflow.ts';
import { contact, visibleContact } from './contact.ts';

const TAG = 'Contacts';

/** Has WhatsApp told; when Temporal is unavailable, the workers' sweep does within a minute. Never throws for that. */
async function tellWhatsApp(
  app: AppContext,
  {
    numberIds,
    ...about
  }: { readonly tenantId: string; readonly contactId: string; readonly numberIds: readonly string[] },
): Promise<void> {
  for (const numberId of numberIds) {
    const input = { ...about, numberId };
    await wakeWorkflow(app, CONTACT_BLOCK_WORKFLOW, {
      workflowId: contactBlockWorkflowId(input),
      input,
      signal: contactBlockSignal,
    }).catch((error: unknown) =>
      app.log.warn({ event: 'contact_block_deferred', err: error }, 'a wish about a contact waits for the next sweep'),
    );
  }
}

const block = route({
  method: 'post',
  path: '/contacts/{id}/block',
  tag: TAG,
  summary: 'Have WhatsApp block a contact on our numbers: it can neither write to them nor be written to',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  status: 202,
  idempotent: true,
  body: z.strictObject({
    reason: z.enum(BLOCK_REASONS),
    note: text(500).optional().meta({ description: 'For colleagues; WhatsApp is not told.' }),
    numberId: id.optional().meta({ description: 'Left out: all of our numbers that it has written to.' }),
  }),
  answer: contact,
  handle: async ({ app, work, principal, tenantId, params, body, at }) => {
    const { answer, numberIds } = await work(async unit => {
      await visibleContact(unit, principal, params.id);
      const all = await numbersWrittenTo(unit, params.id);
      if (body.numberId !== undefined && !all.includes(body.numberId))
        throw problem(400, 'invalid_request', 'The contact has not written to such a number.', { field: 'numberId' });
      if (all.length === 0)
        throw problem(409, 'contact_never_wrote', 'The contact has never written: WhatsApp blocks only who did.');
      const numberIds = body.numberId === undefined ? all : [body.numberId];
      const why = { reason: body.reason, note: body.note ?? null };
      await wishBlock(unit, { contactId: params.id, wanted: true, numberIds, why }, principal, at);
      await audit(unit, principal, 'contact.block', params.id, at, {
        reason: body.reason,
        numbers: numberIds.length,
      });
      return { answer: await visibleContact(unit, principal, params.id), numberIds };
    });
    await tellWhatsApp(app, { tenantId, contactId: params.id, numberIds });
    return answer;
  },
});

const unblock = route({
  method: 'delete',
  path: '/contacts/{id}/block',
  tag: TAG,
  summary: 'Have WhatsApp block a contact no more, on any of our numbers; a wish that came to nothing is taken back',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  status: 202,
  answer: contact,
  handle: async ({ app, work, principal, tenantId, params, at }) => {
    const { answer, numberIds } = await work(async unit => {
      const { blocks } = await visibleContact(unit, principal, params.id);
      // Also a wish that came to nothing is taken back, and one to unblock that did is wished again.
      const numberIds = blocks
        .filter(each => each.blocked || each.wanted || each.state === 'refused')
        .map(each => each.numberId);
      if (numberIds.length === 0) throw problem(409, 'already_done', 'The contact is not blocked.');
      await wishBlock(unit, { contactId: params.id, wanted: false, numberIds, why: null }, principal, at);
      await audit(unit, principal, 'contact.unblock', params.id, at, { numbers: numberIds.length });
      return { answer: await visibleContact(unit, principal, params.id), numberIds };
    });
    await tellWhatsApp(app, { tenantId, contactId: params.id, numberIds });
    return answer;
  },
});

export const blockRoutes = [block, unblock];
