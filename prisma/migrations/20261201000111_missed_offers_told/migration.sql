-- Up to when an agent has been told of offers that were missed.
ALTER TABLE "agent_state" ADD COLUMN "missed_told_until" TIMESTAMPTZ(3);
