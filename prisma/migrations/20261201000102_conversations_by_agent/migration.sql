-- The conversations of an agent in a state, in the order of their activity.
CREATE INDEX "conversation_by_agent" ON "conversation"("tenant_id", "agent_id", "phase", "activity_minute" DESC) WHERE "agent_id" IS NOT NULL;
