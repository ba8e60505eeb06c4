-- Skills, strategies and rules: which queue a conversation waits in, for whom, and what widens that.
ALTER TABLE "queue" ADD COLUMN "strategy" TEXT NOT NULL DEFAULT 'longest_idle',
ADD COLUMN "sticky_ms" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "steps" JSONB NOT NULL DEFAULT '[]';

ALTER TABLE "agent_state" ADD COLUMN "last_offer_at" TIMESTAMPTZ(3);

ALTER TABLE "offer" ADD COLUMN "decision" JSONB;

-- `need_key`: what the matcher walks through, one signature of needs after the other.
ALTER TABLE "conversation" ADD COLUMN "needs" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "step" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "step_at" TIMESTAMPTZ(3),
ADD COLUMN "need_key" TEXT GENERATED ALWAYS AS (needs::text) STORED;
DROP INDEX conversation_waiting;
CREATE INDEX conversation_waiting ON conversation (tenant_id, queue_id, need_key, wait_key, id) WHERE phase = 'queued';

CREATE TABLE "skill" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "skill_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "skill_tenant_id_id_key" ON "skill"("tenant_id", "id");
CREATE UNIQUE INDEX "skill_tenant_id_name_key" ON "skill"("tenant_id", "name");

CREATE TABLE "agent_skill" (
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "skill_id" UUID NOT NULL,
    "level" INTEGER NOT NULL,

    CONSTRAINT "agent_skill_pkey" PRIMARY KEY ("agent_id", "skill_id")
);
CREATE INDEX "agent_skill_tenant_id_skill_id_idx" ON "agent_skill"("tenant_id", "skill_id");
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_tenant_id_agent_id_fkey" FOREIGN KEY ("tenant_id", "agent_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_tenant_id_skill_id_fkey" FOREIGN KEY ("tenant_id", "skill_id") REFERENCES "skill"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE agent_skill ADD CONSTRAINT agent_skill_level CHECK (level BETWEEN 1 AND 5);

-- Each version is kept: an offer names the one it was decided by.
CREATE TABLE "routing_policy" (
    "tenant_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "routing_policy_pkey" PRIMARY KEY ("tenant_id", "version")
);

ALTER TABLE skill ENABLE ROW LEVEL SECURITY;
ALTER TABLE skill FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON skill USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON skill TO sigfollow_app;
ALTER TABLE agent_skill ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_skill FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON agent_skill USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_skill TO sigfollow_app;
ALTER TABLE routing_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing_policy FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON routing_policy USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT ON routing_policy TO sigfollow_app;
