-- A replay of a quarantined item that fails again says why, and what the platform's people do is noted.
ALTER TABLE "quarantine" ADD COLUMN "replayed_at" TIMESTAMPTZ(3),
ADD COLUMN "replay_reason" TEXT;

CREATE TABLE "platform_audit" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "target_id" UUID,
    "data" JSONB,

    CONSTRAINT "platform_audit_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "platform_audit_at_idx" ON "platform_audit"("at");

-- Only units of work of the platform see it and add to it. Nobody changes it.
ALTER TABLE platform_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON platform_audit USING (is_platform()) WITH CHECK (is_platform());
GRANT SELECT, INSERT ON platform_audit TO sigfollow_app;
