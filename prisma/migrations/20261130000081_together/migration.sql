-- Who was mentioned in a note, and whether they have seen it: a row for each person and note.
CREATE TABLE "mention" (
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "mention_pkey" PRIMARY KEY ("tenant_id", "user_id", "conversation_id", "message_id")
);
CREATE INDEX "mention_tenant_id_user_id_at_message_id_idx" ON "mention"("tenant_id", "user_id", "at" DESC, "message_id" DESC);
CREATE INDEX "mention_tenant_id_message_id_idx" ON "mention"("tenant_id", "message_id");
CREATE INDEX "mention_tenant_id_conversation_id_idx" ON "mention"("tenant_id", "conversation_id");
ALTER TABLE "mention" ADD CONSTRAINT "mention_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "mention" ADD CONSTRAINT "mention_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
-- What nobody has seen yet is asked for often, and is little.
CREATE INDEX mention_unseen ON mention (tenant_id, user_id, conversation_id) WHERE seen_at IS NULL;

ALTER TABLE mention ENABLE ROW LEVEL SECURITY;
ALTER TABLE mention FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON mention USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON mention TO sigfollow_app;

-- Whether agents are shown that an administrator has a conversation open without working on it.
ALTER TABLE tenant ADD COLUMN supervisors_shown BOOLEAN NOT NULL DEFAULT true;
