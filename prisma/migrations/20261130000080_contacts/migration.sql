-- What was asked of WhatsApp about a contact on one of our numbers, and what came of it.
CREATE TABLE "contact_block" (
    "tenant_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "blocked" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "error" TEXT,
    "error_code" INTEGER,
    "round" UUID NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "contact_block_pkey" PRIMARY KEY ("tenant_id", "contact_id", "number_id")
);
CREATE INDEX "contact_block_waiting" ON "contact_block"("tenant_id", "contact_id") WHERE "state" = 'waiting';
ALTER TABLE "contact_block" ADD CONSTRAINT "contact_block_tenant_id_contact_id_fkey" FOREIGN KEY ("tenant_id", "contact_id") REFERENCES "contact"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "contact_block" ADD CONSTRAINT "contact_block_tenant_id_number_id_fkey" FOREIGN KEY ("tenant_id", "number_id") REFERENCES "business_number"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- Imports of contacts, and what becomes of each of their lines.
CREATE TABLE "contact_import" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "file_name" TEXT,
    "object_key" TEXT,
    "data_key" BYTEA,
    "size" INTEGER NOT NULL,
    "columns" TEXT[],
    "delimiter" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_import_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "contact_import_tenant_id_id_key" ON "contact_import"("tenant_id", "id");
CREATE INDEX "contact_import_tenant_id_created_at_id_idx" ON "contact_import"("tenant_id", "created_at", "id");

CREATE TABLE "contact_import_line" (
    "tenant_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "phone" TEXT,
    "wanted" JSONB,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "field" TEXT,
    "contact_id" UUID,
    "changes" JSONB,
    "undone" BOOLEAN,

    CONSTRAINT "contact_import_line_pkey" PRIMARY KEY ("tenant_id", "import_id", "line")
);
CREATE INDEX "contact_import_line_tenant_id_import_id_phone_idx" ON "contact_import_line"("tenant_id", "import_id", "phone");
CREATE INDEX "contact_import_line_tenant_id_contact_id_idx" ON "contact_import_line"("tenant_id", "contact_id");
ALTER TABLE "contact_import_line" ADD CONSTRAINT "contact_import_line_tenant_id_import_id_fkey" FOREIGN KEY ("tenant_id", "import_id") REFERENCES "contact_import"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- Pairs of contacts that somebody said are two people; the lower id first.
CREATE TABLE "contact_pair" (
    "tenant_id" UUID NOT NULL,
    "one_id" UUID NOT NULL,
    "other_id" UUID NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_pair_pkey" PRIMARY KEY ("tenant_id", "one_id", "other_id")
);

ALTER TABLE contact_block ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_block FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_block USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
ALTER TABLE contact_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_import FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_import USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
ALTER TABLE contact_import_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_import_line FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_import_line USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
ALTER TABLE contact_pair ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_pair FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_pair USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_block TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_import TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_import_line TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_pair TO sigfollow_app;

-- What colleagues call a contact, whatever it calls itself at WhatsApp: it is found by that, too. Last, because nobody reads contacts
-- from here to the end.
ALTER TABLE "contact" ADD COLUMN "given_name" TEXT;
CREATE TRIGGER contact_called AFTER UPDATE ON contact
  FOR EACH ROW WHEN (OLD.given_name IS DISTINCT FROM NEW.given_name)
  EXECUTE FUNCTION note_named_contact();
