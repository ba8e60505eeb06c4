-- Every message moves a conversation's last activity and its next deadline. Indexed to the minute and the hour, most
-- messages move no index entry, and PostgreSQL updates the row in place (a heap-only tuple, which needs room in the page).
ALTER TABLE "conversation" ADD COLUMN "activity_minute" TIMESTAMPTZ(3) GENERATED ALWAYS AS (date_bin('1 minute', "last_message_at", TIMESTAMPTZ '2000-01-01 00:00:00+00')) STORED;
ALTER TABLE "conversation" ADD COLUMN "due_hour" TIMESTAMPTZ(3) GENERATED ALWAYS AS (date_bin('1 hour', "due_at", TIMESTAMPTZ '2000-01-01 00:00:00+00')) STORED;

DROP INDEX "conversation_tenant_id_last_message_at_id_idx";
CREATE INDEX "conversation_tenant_id_activity_minute_idx" ON "conversation"("tenant_id", "activity_minute" DESC);

DROP INDEX "conversation_due";
CREATE INDEX "conversation_due" ON "conversation"("tenant_id", "due_hour") WHERE "due_hour" IS NOT NULL;

ALTER TABLE "conversation" SET (fillfactor = 60);
ALTER TABLE "outbox_head" SET (fillfactor = 60);
