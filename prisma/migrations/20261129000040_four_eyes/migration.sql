-- Four eyes are two people: keys know who made them, and each person's consent is kept on its own.
ALTER TABLE "api_key" ADD COLUMN "made_by" UUID;

CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "approver_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "settings_proposal" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "setting" TEXT NOT NULL,
    "value" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_kind" TEXT,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "settings_proposal_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "approval_tenant_id_subject_kind_subject_id_idx" ON "approval"("tenant_id", "subject_kind", "subject_id");
-- Nobody counts twice.
CREATE UNIQUE INDEX approval_once ON approval (tenant_id, subject_kind, subject_id, approver_id) WHERE voided_at IS NULL;
CREATE INDEX "settings_proposal_tenant_id_created_at_id_idx" ON "settings_proposal"("tenant_id", "created_at", "id");
-- A setting has one proposal at a time.
CREATE UNIQUE INDEX settings_proposal_waiting_once ON settings_proposal (tenant_id, setting) WHERE state = 'waiting';
ALTER TABLE approval ADD CONSTRAINT approval_subject_kind CHECK (subject_kind IN ('ai_policy', 'kb_version', 'settings_proposal', 'template_change', 'training_grant'));
ALTER TABLE settings_proposal ADD CONSTRAINT settings_proposal_state CHECK (state IN ('waiting', 'approved', 'declined'));
ALTER TABLE settings_proposal ADD CONSTRAINT settings_proposal_setting CHECK (setting IN ('templateFourEyes', 'aiFourEyes'));

ALTER TABLE approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON approval USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE ON approval TO sigfollow_app;
ALTER TABLE settings_proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE settings_proposal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON settings_proposal USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE ON settings_proposal TO sigfollow_app;
