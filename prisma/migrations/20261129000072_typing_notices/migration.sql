-- That somebody writes in a conversation, until WhatsApp was told: a row while one is on its way, and none otherwise.
CREATE TABLE "typing_notice" (
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "taken" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "typing_notice_pkey" PRIMARY KEY ("tenant_id", "conversation_id")
);
ALTER TABLE "typing_notice" ADD CONSTRAINT "typing_notice_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE typing_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE typing_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON typing_notice USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON typing_notice TO sigfollow_app;
