import { askForTyping } from '../../store/sending/typing-notices.ts';
import { problem } from '../http/problem.ts';
import { nothing } from '../http/input.ts';
import { visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, ok } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const typing = route({
  method: 'post',
  path: '/conversations/{id}/typing',
  tag: 'Conversation actions',
  summary: 'Show the customer for up to 25 seconds that somebody writes; it marks the last message as read at WhatsApp',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  status: 202,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { window, agentId, state } = await visibleConversation(unit, principal, params.id, at);
      if (principal.role === 'AGENT' && agentId !== principal.id)
        throw problem(403, 'not_assigned_to_you', 'The conversation is not assigned to you.');
      if (!window.open || state === 'closed')
        throw problem(409, 'window_closed', 'The customer-service window is closed.');
      await askForTyping(unit, params.id, at);
      return OK;
    }),
});

export const typingRoutes = [typing];
