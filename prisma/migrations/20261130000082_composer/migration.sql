-- Why an agent did not want what the AI proposed, where that was said.
ALTER TABLE "suggestion" ADD COLUMN "dismissed_because" TEXT;
-- Nothing is there yet that it would have to be compared with.
ALTER TABLE suggestion ADD CONSTRAINT suggestion_dismissed_because
  CHECK (dismissed_because IS NULL OR state = 'dismissed') NOT VALID;

-- For how many seconds a message that was sent off in the workbench can be taken back; 0: it goes out at once.
ALTER TABLE "tenant" ADD COLUMN "undo_send_seconds" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD CONSTRAINT tenant_undo_send CHECK (undo_send_seconds BETWEEN 0 AND 10);
