-- Working on a conversation together: notes for some eyes only, colleagues who are asked for advice, conversations that became one.
ALTER TABLE "message" ADD COLUMN "private_to" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN "consult_id" UUID;
ALTER TABLE "conversation" ADD COLUMN "merged_into" UUID;
ALTER TABLE "queue" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

CREATE TABLE "consult" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "asker_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "consult_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "consult" ADD CONSTRAINT "consult_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "consult_conversation_id_idx" ON "consult"("conversation_id");
CREATE UNIQUE INDEX consult_live_once ON consult (conversation_id, agent_id) WHERE ended_at IS NULL;
CREATE INDEX consult_live ON consult (agent_id) WHERE ended_at IS NULL;
ALTER TABLE consult ENABLE ROW LEVEL SECURITY;
ALTER TABLE consult FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON consult USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON consult TO sigfollow_app;

CREATE INDEX conversation_event_kept ON conversation_event (tenant_id, at) WHERE type = 'sla_ended';
