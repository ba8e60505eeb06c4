-- What a person writes in a conversation and has not sent yet: theirs alone, kept until the message is taken or its time is over.
-- A row without text says which version was there last, and which message was taken.
CREATE TABLE "message_draft" (
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT,
    "quotes" UUID,
    "send_key" TEXT,
    "sent_key" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_draft_pkey" PRIMARY KEY ("tenant_id", "conversation_id", "author_id", "kind")
);
CREATE INDEX "message_draft_tenant_id_expires_at_idx" ON "message_draft"("tenant_id", "expires_at");
ALTER TABLE "message_draft" ADD CONSTRAINT "message_draft_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE message_draft ADD CONSTRAINT message_draft_kind CHECK (kind IN ('reply', 'note'));

ALTER TABLE message_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message_draft USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON message_draft TO sigfollow_app;
