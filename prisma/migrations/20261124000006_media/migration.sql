-- Files of messages. Their bytes are in the media store, encrypted with a key of their own.
CREATE TABLE "media" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "wa_media_id" TEXT NOT NULL,
    "declared_mime" TEXT,
    "declared_sha256" TEXT,
    "file_name" TEXT,
    "state" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "reason" TEXT,
    "mime" TEXT,
    "size" INTEGER,
    "sha256" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "duration_ms" INTEGER,
    "data_key" BYTEA,
    "object_key" TEXT,
    "thumbnail_size" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "stored_at" TIMESTAMPTZ(3),

    CONSTRAINT "media_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "media_state" CHECK (state IN ('waiting', 'fetching', 'stored', 'refused', 'failed', 'erasing'))
);

CREATE UNIQUE INDEX "media_tenant_id_message_id_key" ON "media"("tenant_id", "message_id");
CREATE INDEX "media_tenant_id_conversation_id_idx" ON "media"("tenant_id", "conversation_id");
ALTER TABLE "media" ADD CONSTRAINT "media_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What the worker has to see to.
CREATE INDEX media_to_do ON media (tenant_id, created_at) WHERE state IN ('waiting', 'erasing');

ALTER TABLE media ENABLE ROW LEVEL SECURITY;
ALTER TABLE media FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON media USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON media TO sigfollow_app;
