-- The words of messages and notes: one row for each word of each, in the order in which hits are listed. Text operators that need
-- more than comparing are not leakproof, and would not use an index under row-level security.
CREATE TABLE "message_term" (
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "term" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" UUID NOT NULL,

    CONSTRAINT "message_term_pkey" PRIMARY KEY ("tenant_id", "kind", "term", "at", "message_id")
);
CREATE INDEX "message_term_tenant_id_message_id_idx" ON "message_term"("tenant_id", "message_id");

-- The parts of names and numbers of contacts.
CREATE TABLE "contact_term" (
    "tenant_id" UUID NOT NULL,
    "term" TEXT COLLATE "C" NOT NULL,
    "contact_id" UUID NOT NULL,

    CONSTRAINT "contact_term_pkey" PRIMARY KEY ("tenant_id", "term", "contact_id")
);
CREATE INDEX "contact_term_tenant_id_contact_id_idx" ON "contact_term"("tenant_id", "contact_id");
ALTER TABLE "contact_term" ADD CONSTRAINT "contact_term_tenant_id_contact_id_fkey" FOREIGN KEY ("tenant_id", "contact_id") REFERENCES "contact"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- How far the two are filled: from where on events are read, and up to which message older conversations have been gone through.
CREATE TABLE "search_place" (
    "tenant_id" UUID NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_snapshot_xmin(pg_current_snapshot()))::text)::bigint - 1,
    "position" BIGINT NOT NULL DEFAULT 9223372036854775807,
    "conversation_id" UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    "at" TIMESTAMPTZ(3),
    "message_id" UUID,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "languages" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "search_place_pkey" PRIMARY KEY ("tenant_id")
);

ALTER TABLE message_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_term FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message_term USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
ALTER TABLE contact_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_term FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_term USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
ALTER TABLE search_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_place FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON search_place USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, DELETE ON message_term TO sigfollow_app;
GRANT SELECT, INSERT, DELETE ON contact_term TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE ON search_place TO sigfollow_app;
