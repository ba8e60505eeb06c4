-- Policies tried before they are in force, and data for training: only with an authorisation, and a consent of each contact.
ALTER TABLE "kb_source" ADD COLUMN "refresh_hours" INTEGER;
ALTER TABLE "contact" ADD COLUMN "training_consent" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "restricted" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "ai_trial" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "policy" JSONB NOT NULL,
    "policy_version" INTEGER,
    "items" JSONB NOT NULL,
    "results" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ai_trial_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "training_grant" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "wording" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "approver_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" UUID,

    CONSTRAINT "training_grant_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "training_export" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "examples" INTEGER NOT NULL DEFAULT 0,
    "left_out" JSONB NOT NULL DEFAULT '{}',
    "object_key" TEXT,
    "data_key" BYTEA,
    "size" INTEGER,
    "sha256" TEXT,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "training_export_pkey" PRIMARY KEY ("id")
);
ALTER TABLE ai_trial ADD CONSTRAINT ai_trial_state CHECK (state IN ('running', 'done', 'failed'));
ALTER TABLE training_export ADD CONSTRAINT training_export_state CHECK (state IN ('running', 'done', 'deleted'));
CREATE INDEX "ai_trial_tenant_id_created_at_id_idx" ON "ai_trial"("tenant_id", "created_at", "id");
CREATE UNIQUE INDEX "training_grant_tenant_id_id_key" ON "training_grant"("tenant_id", "id");
ALTER TABLE "training_export" ADD CONSTRAINT "training_export_tenant_id_grant_id_fkey" FOREIGN KEY ("tenant_id", "grant_id") REFERENCES "training_grant"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "training_export_tenant_id_created_at_id_idx" ON "training_export"("tenant_id", "created_at", "id");

ALTER TABLE ai_trial ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_trial FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_trial USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_trial TO sigfollow_app;
ALTER TABLE training_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE training_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON training_grant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON training_grant TO sigfollow_app;
ALTER TABLE training_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE training_export FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON training_export USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON training_export TO sigfollow_app;
