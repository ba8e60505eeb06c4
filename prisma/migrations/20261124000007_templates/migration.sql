-- Message templates as WhatsApp has them: kept up to date by webhook and by the templateSync workflow.
CREATE TABLE "message_template" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "waba_id" TEXT NOT NULL,
    "meta_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "quality" TEXT,
    "components" JSONB NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_template_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "message_template_tenant_id_waba_id_name_language_key" ON "message_template"("tenant_id", "waba_id", "name", "language");
CREATE INDEX "message_template_tenant_id_meta_id_idx" ON "message_template"("tenant_id", "meta_id");

ALTER TABLE message_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_template FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message_template USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON message_template TO sigfollow_app;
