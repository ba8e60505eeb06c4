-- The conversations of a queue in a state, in the order of their activity.
CREATE INDEX "conversation_by_queue" ON "conversation"("tenant_id", "queue_id", "phase", "activity_minute" DESC);
