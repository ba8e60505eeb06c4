-- A status names the wamid of an attempt, an inbound message is found by its key.
CREATE INDEX "send_attempt_tenant_id_wamid_idx" ON "send_attempt"("tenant_id", "wamid");

DROP INDEX "message_tenant_id_number_id_wamid_idx";
