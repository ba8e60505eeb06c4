import { TYPING_WORKFLOW, typingWorkflowId } from '../../workflows/contract.ts';
import { problem } from '../http/problem.ts';
import { startWorkflow } from '../http/start-workflow.ts';
import { nothing } from '../http/input.ts';
import { visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, ok } from '../http/schemas.ts';

const typing = route({
  method: 'post',
  path: '/conversations/{id}/typing',
  tag: 'Conversation actions',
  summary: 'Show the customer for up to 25 seconds that somebody writes; it marks the last message as read at WhatsApp',
  roles: ['TENANT_ADMIN', 'AGENT'],
  params: byId,
  body: nothing,
  status: 202,
  answer: ok,
  handle: async ({ app, work, principal, tenantId, params, at }) => {
    await work(async unit => {
      const { window, agentId, state } = await visibleConversation(unit, principal, params.id, at);
      if (principal.role === 'AGENT' && agentId !== principal.id)
        throw problem(403, 'not_assigned_to_you', 'The conversation is not assigned to you.');
      if (!window.open || state === 'closed')
        throw problem(409, 'window_closed', 'The customer-service window is closed.');
    });
    // While one is running, another would add nothing (USE_EXISTING). When Temporal is unavailable the typing indicator
    // is dropped: it is not worth an error.
    await startWorkflow(app, TYPING_WORKFLOW, {
      workflowId: typingWorkflowId(params.id),
      input: { tenantId, conversationId: params.id },
      onConflict: 'USE_EXISTING',
      timeout: '20 s',
    }).catch((error: unknown) =>
      app.log.debug({ event: 'typing_indicator_dropped', err: error }, 'a typing indicator was left out'),
    );
    return { ok: true as const };
  },
});

export const typingRoutes = [typing];
