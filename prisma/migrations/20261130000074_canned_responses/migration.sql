-- What is written again and again, kept under a shortcut: somebody's own, of teams and queues, or of the whole tenant.
-- `plain_title` and `plain_text` are what searching compares: small letters without accents.
CREATE TABLE "canned_response" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "owner_id" UUID,
    "shortcut" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT,
    "plain_title" TEXT NOT NULL,
    "plain_text" TEXT NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "canned_response_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "canned_response_tenant_id_id_key" ON "canned_response"("tenant_id", "id");
CREATE INDEX "canned_response_tenant_id_owner_id_idx" ON "canned_response"("tenant_id", "owner_id");
ALTER TABLE "canned_response" ADD CONSTRAINT "canned_response_tenant_id_owner_id_fkey" FOREIGN KEY ("tenant_id", "owner_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE canned_response ADD CONSTRAINT canned_response_scope CHECK (scope IN ('own', 'groups', 'tenant'));
ALTER TABLE canned_response ADD CONSTRAINT canned_response_owner CHECK ((scope = 'own') = (owner_id IS NOT NULL));

-- Where a response is found, one row each: its owner, a team, a queue, or the tenant. A shortcut means one thing in each place.
CREATE TABLE "canned_response_place" (
    "tenant_id" UUID NOT NULL,
    "place_id" UUID NOT NULL,
    "shortcut" TEXT NOT NULL,
    "response_id" UUID NOT NULL,
    "team_id" UUID,
    "queue_id" UUID,

    CONSTRAINT "canned_response_place_pkey" PRIMARY KEY ("tenant_id", "place_id", "shortcut")
);
CREATE INDEX "canned_response_place_tenant_id_response_id_idx" ON "canned_response_place"("tenant_id", "response_id");
ALTER TABLE "canned_response_place" ADD CONSTRAINT "canned_response_place_tenant_id_response_id_fkey" FOREIGN KEY ("tenant_id", "response_id") REFERENCES "canned_response"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "canned_response_place" ADD CONSTRAINT "canned_response_place_tenant_id_team_id_fkey" FOREIGN KEY ("tenant_id", "team_id") REFERENCES "team"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "canned_response_place" ADD CONSTRAINT "canned_response_place_tenant_id_queue_id_fkey" FOREIGN KEY ("tenant_id", "queue_id") REFERENCES "queue"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE canned_response_place ADD CONSTRAINT canned_response_place_one CHECK (place_id = coalesce(team_id, queue_id, place_id) AND (team_id IS NULL OR queue_id IS NULL));

ALTER TABLE canned_response ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_response FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON canned_response USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON canned_response TO sigfollow_app;
ALTER TABLE canned_response_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_response_place FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON canned_response_place USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON canned_response_place TO sigfollow_app;
