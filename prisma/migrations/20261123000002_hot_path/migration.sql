-- Every inbound message writes a conversation, a message and an event: indexes that say the same twice are dropped.

-- One key of a conversation, with its tenant first, so that look-ups inside the wall use it whole.
ALTER TABLE "conversation" DROP CONSTRAINT "conversation_pkey";
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_pkey" PRIMARY KEY USING INDEX "conversation_tenant_id_id_key";

-- Most conversations that wait or are over have no agent.
DROP INDEX "conversation_tenant_id_agent_id_idx";
CREATE INDEX "conversation_of_agent" ON "conversation"("tenant_id", "agent_id") WHERE "agent_id" IS NOT NULL;

DROP INDEX "message_tenant_id_id_key";

-- The contact first: it is what tells threads apart, a tenant has few numbers.
DROP INDEX "thread_tenant_id_number_id_contact_id_key";
CREATE UNIQUE INDEX "thread_tenant_id_contact_id_number_id_key" ON "thread"("tenant_id", "contact_id", "number_id");
