-- Since which transaction somebody works in a queue: what was in it before was not in the agent's sight. Those from before are taken
-- to have joined now.
ALTER TABLE "queue_member" ADD COLUMN "since" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint;
