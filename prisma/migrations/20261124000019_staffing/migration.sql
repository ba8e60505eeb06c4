-- Who works where: ranks of an agent's queues, teams, and presences of the tenant's own with a capacity and an end.
ALTER TABLE "queue_member" ADD COLUMN "rank" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN "direct" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE queue_member ADD CONSTRAINT queue_member_rank CHECK (rank BETWEEN 1 AND 10);

ALTER TABLE "agent_state" ADD COLUMN "presence_max" INTEGER,
ADD COLUMN "logout_at" TIMESTAMPTZ(3),
ADD COLUMN "room" INTEGER GENERATED ALWAYS AS (least(max, presence_max)) STORED;
CREATE INDEX agent_state_logout ON agent_state (tenant_id, logout_at) WHERE logout_at IS NOT NULL;

CREATE TABLE "team" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "team_tenant_id_id_key" ON "team"("tenant_id", "id");
CREATE UNIQUE INDEX "team_tenant_id_name_key" ON "team"("tenant_id", "name");

CREATE TABLE "team_member" (
    "tenant_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,

    CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id", "agent_id")
);
CREATE INDEX "team_member_agent_id_idx" ON "team_member"("agent_id");
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_tenant_id_team_id_fkey" FOREIGN KEY ("tenant_id", "team_id") REFERENCES "team"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_tenant_id_agent_id_fkey" FOREIGN KEY ("tenant_id", "agent_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "team_queue" (
    "tenant_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "queue_id" UUID NOT NULL,
    "rank" INTEGER NOT NULL,

    CONSTRAINT "team_queue_pkey" PRIMARY KEY ("team_id", "queue_id")
);
ALTER TABLE "team_queue" ADD CONSTRAINT "team_queue_tenant_id_team_id_fkey" FOREIGN KEY ("tenant_id", "team_id") REFERENCES "team"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "team_queue" ADD CONSTRAINT "team_queue_tenant_id_queue_id_fkey" FOREIGN KEY ("tenant_id", "queue_id") REFERENCES "queue"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TABLE "presence_status" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "presence" TEXT NOT NULL,
    "max" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presence_status_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "presence_status_tenant_id_name_key" ON "presence_status"("tenant_id", "name");
ALTER TABLE presence_status ADD CONSTRAINT presence_status_presence CHECK (presence IN ('online', 'busy', 'away', 'offline'));

ALTER TABLE team ENABLE ROW LEVEL SECURITY;
ALTER TABLE team FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON team USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON team TO sigfollow_app;
ALTER TABLE team_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE team_member FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON team_member USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON team_member TO sigfollow_app;
ALTER TABLE team_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE team_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON team_queue USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON team_queue TO sigfollow_app;
ALTER TABLE presence_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE presence_status FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON presence_status USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON presence_status TO sigfollow_app;
