-- The conversations of a state in the order of their activity: lists of those who see all.
CREATE INDEX "conversation_by_phase" ON "conversation"("tenant_id", "phase", "activity_minute" DESC);
