-- What people want changed at WhatsApp, who agreed to it, and what came of it.
ALTER TABLE "tenant" ADD COLUMN "template_four_eyes" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "template_change" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "waba_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "meta_id" TEXT,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "category" TEXT,
    "components" JSONB,
    "allow_category_change" BOOLEAN NOT NULL DEFAULT true,
    "state" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_kind" TEXT,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "error_code" INTEGER,
    "error_text" TEXT,

    CONSTRAINT "template_change_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "template_change_tenant_id_created_at_id_idx" ON "template_change"("tenant_id", "created_at" DESC, "id" DESC);
-- One change of a template at a time, until WhatsApp has answered.
CREATE UNIQUE INDEX template_change_open_once ON template_change (tenant_id, waba_id, name, language) WHERE state IN ('waiting', 'approved');

ALTER TABLE template_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE template_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON template_change USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON template_change TO sigfollow_app;
