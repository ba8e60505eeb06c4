-- Files that people send: uploaded to us, then once per number to WhatsApp.
CREATE TABLE "upload" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT,
    "state" TEXT NOT NULL,
    "mime" TEXT,
    "size" INTEGER,
    "sha256" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "duration_ms" INTEGER,
    "data_key" BYTEA,
    "object_key" TEXT NOT NULL,
    "thumbnail_size" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "upload_tenant_id_expires_at_idx" ON "upload"("tenant_id", "expires_at");

CREATE TABLE "meta_file" (
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "wa_media_id" TEXT,
    "leased_by" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "uploaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "meta_file_pkey" PRIMARY KEY ("tenant_id", "number_id", "sha256", "mime")
);

ALTER TABLE "media" ALTER COLUMN "wa_media_id" DROP NOT NULL;
ALTER TABLE "media" ADD COLUMN "upload_state" TEXT;
ALTER TABLE "media" ADD COLUMN "upload_error_code" INTEGER;
ALTER TABLE "media" ADD COLUMN "upload_error_text" TEXT;
-- The worker asks for what is to be done: there is little of it among all files.
CREATE INDEX media_to_upload ON media (tenant_id, created_at) WHERE upload_state = 'waiting';
CREATE INDEX "media_tenant_id_object_key_idx" ON "media"("tenant_id", "object_key");

ALTER TABLE upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON upload USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO sigfollow_app;
ALTER TABLE meta_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE meta_file FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON meta_file USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON meta_file TO sigfollow_app;
