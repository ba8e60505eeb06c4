-- An agent whose workbench is gone gets nothing new, and, where the tenant wants that, gives back what it has.
ALTER TABLE "agent_state" ADD COLUMN "seen_at" TIMESTAMPTZ(3);
ALTER TABLE "tenant" ADD COLUMN "presence_grace_seconds" INTEGER NOT NULL DEFAULT 60,
ADD COLUMN "lost_requeue_minutes" INTEGER NOT NULL DEFAULT 0;
