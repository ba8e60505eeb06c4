import { agentRoutes } from '../acd/agents.ts';
import { actionRoutes } from '../conversations/messages.ts';
import { aiRoutes } from '../ai/ai.ts';
import { auditRoutes } from '../access/audit-log.ts';
import { authRoutes } from '../access/sessions.ts';
import { cannedResponseRoutes } from '../conversations/canned-responses.ts';
import { blockRoutes } from '../contacts/blocks.ts';
import { contactRoutes } from '../contacts/contacts.ts';
import { exportRoutes } from '../contacts/export.ts';
import { importRoutes } from '../contacts/imports.ts';
import { mergingRoutes } from '../contacts/merging.ts';
import { conversationRoutes } from '../conversations/conversations.ts';
import { startConversationRoutes } from '../conversations/start.ts';
import { dispositionRoutes } from '../conversations/dispositions.ts';
import { draftRoutes } from '../conversations/drafts.ts';
import { handoverRoutes } from '../conversations/lifecycle.ts';
import { insecureAddressRoutes } from '../tenant/insecure-addresses.ts';
import { intakeRoutes } from '../webhooks/quarantine.ts';
import { jobRoutes } from '../jobs/jobs.ts';
import { knowledgeSourceRoutes } from '../knowledge/sources.ts';
import { knowledgeRoutes } from '../knowledge/knowledge.ts';
import { mediaRoutes } from '../media/media.ts';
import { mentionRoutes } from '../conversations/mentions.ts';
import { numberOrderRoutes } from '../numbers/requests.ts';
import { numberRoutes } from '../numbers/numbers.ts';
import { offerRoutes } from '../acd/offers.ts';
import { presenceRoutes } from '../acd/presences.ts';
import { queueRoutes } from '../acd/queues.ts';
import type { Route } from '../http/route.ts';
import { routingRoutes } from '../acd/routing.ts';
import { savedViewRoutes } from '../conversations/saved-views.ts';
import { searchRoutes } from '../search/search.ts';
import { settingsRoutes } from '../tenant/settings.ts';
import { surveyRoutes } from '../tenant/survey.ts';
import { skillRoutes } from '../acd/skills.ts';
import { suggestionRoutes } from '../ai/suggestions.ts';
import { teamRoutes } from '../acd/teams.ts';
import { templateChangeRoutes } from '../templates/changes.ts';
import { templateRoutes } from '../templates/templates.ts';
import { togetherRoutes } from '../conversations/collaboration.ts';
import { trainingRoutes } from '../ai/training.ts';
import { transcriptRoutes } from '../conversations/transcript.ts';
import { trialRoutes } from '../ai/trials.ts';
import { typingRoutes } from '../conversations/typing.ts';
import { uploadRoutes } from '../media/uploads.ts';

/** All routes below /api/v1, each with the roles that may call it. What is not listed here is not served. */
export const ROUTES: readonly Route[] = [
  ...authRoutes,
  ...conversationRoutes,
  ...transcriptRoutes,
  ...savedViewRoutes,
  ...startConversationRoutes,
  // What is called by a word comes before what is called by an id.
  ...importRoutes,
  ...exportRoutes,
  ...mergingRoutes,
  ...contactRoutes,
  ...blockRoutes,
  ...searchRoutes,
  ...actionRoutes,
  ...handoverRoutes,
  ...togetherRoutes,
  ...mentionRoutes,
  ...typingRoutes,
  ...draftRoutes,
  ...offerRoutes,
  ...agentRoutes,
  ...queueRoutes,
  ...routingRoutes,
  ...skillRoutes,
  ...teamRoutes,
  ...presenceRoutes,
  ...dispositionRoutes,
  ...cannedResponseRoutes,
  ...jobRoutes,
  ...intakeRoutes,
  ...mediaRoutes,
  ...uploadRoutes,
  ...numberRoutes,
  ...numberOrderRoutes,
  ...settingsRoutes,
  ...surveyRoutes,
  ...insecureAddressRoutes,
  ...templateRoutes,
  ...templateChangeRoutes,
  ...auditRoutes,
  ...knowledgeRoutes,
  ...knowledgeSourceRoutes,
  ...aiRoutes,
  ...suggestionRoutes,
  ...trialRoutes,
  ...trainingRoutes,
];
