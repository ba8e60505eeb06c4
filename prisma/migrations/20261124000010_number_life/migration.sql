-- The life of a business number: connected, looked after, its token replaced, registered, disconnected.
ALTER TABLE "business_number"
    ADD COLUMN "state" TEXT NOT NULL DEFAULT 'connected',
    ADD COLUMN "verified_name" TEXT,
    ADD COLUMN "quality" TEXT,
    ADD COLUMN "messaging_tier" TEXT,
    ADD COLUMN "registration" TEXT,
    ADD COLUMN "checked_at" TIMESTAMPTZ(3),
    ADD COLUMN "token_refused_at" TIMESTAMPTZ(3),
    ADD COLUMN "last_webhook_at" TIMESTAMPTZ(3);

-- A number may go from one tenant to another: the directory says whose it is now.
DROP INDEX "business_number_phone_number_id_key";
CREATE UNIQUE INDEX "business_number_tenant_id_phone_number_id_key" ON "business_number"("tenant_id", "phone_number_id");

CREATE TABLE "number_order" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "waba_id" TEXT NOT NULL,
    "phone_number_id" TEXT NOT NULL,
    "name" TEXT,
    "access_token" BYTEA,
    "pin" BYTEA,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "error_code" INTEGER,
    "error_text" TEXT,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "number_order_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "number_order_tenant_id_created_at_id_idx" ON "number_order"("tenant_id", "created_at" DESC, "id" DESC);
-- One thing at a time with a number.
CREATE UNIQUE INDEX number_order_open_once ON number_order (tenant_id, phone_number_id) WHERE state = 'waiting';

ALTER TABLE number_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE number_order FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON number_order USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON number_order TO sigfollow_app;
