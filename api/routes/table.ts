import { agentRoutes } from './agents.ts';
import { actionRoutes } from './actions.ts';
import { aiRoutes } from './ai.ts';
import { auditRoutes } from './audit-log.ts';
import { authRoutes } from './auth.ts';
import { contactRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import { startConversationRoutes } from './start-conversation.ts';
import { dispositionRoutes } from './dispositions.ts';
import { draftRoutes } from './drafts.ts';
import { handoverRoutes } from './handover.ts';
import { insecureAddressRoutes } from './insecure-addresses.ts';
import { intakeRoutes } from './intake.ts';
import { jobRoutes } from './jobs.ts';
import { knowledgeSourceRoutes } from './knowledge-sources.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { mediaRoutes } from './media.ts';
import { numberOrderRoutes } from './number-orders.ts';
import { numberRoutes } from './numbers.ts';
import { offerRoutes } from './offers.ts';
import { presenceRoutes } from './presences.ts';
import { queueRoutes } from './queues.ts';
import type { Route } from './route.ts';
import { routingRoutes } from './routing.ts';
import { settingsRoutes } from './settings.ts';
import { skillRoutes } from './skills.ts';
import { suggestionRoutes } from './suggestions.ts';
import { teamRoutes } from './teams.ts';
import { templateChangeRoutes } from './template-changes.ts';
import { templateRoutes } from './templates.ts';
import { togetherRoutes } from './together.ts';
import { trainingRoutes } from './training.ts';
import { trialRoutes } from './trials.ts';
import { typingRoutes } from './typing.ts';
import { uploadRoutes } from './uploads.ts';

/**
 * Every route below /api/v1 with who may call it. What is not here does not exist; a role that is not named is denied.
 */
export const ROUTES: readonly Route[] = [
  ...authRoutes,
  ...conversationRoutes,
  ...startConversationRoutes,
  ...contactRoutes,
  ...actionRoutes,
  ...handoverRoutes,
  ...togetherRoutes,
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
  ...jobRoutes,
  ...intakeRoutes,
  ...mediaRoutes,
  ...uploadRoutes,
  ...numberRoutes,
  ...numberOrderRoutes,
  ...settingsRoutes,
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
