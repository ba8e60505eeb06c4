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

-- Contacts whose names or numbers were changed, for whoever fills the search: written by triggers, so that no way of changing them
-- is forgotten, and locking nothing that others want. Each of the big tables has its trigger in a migration of its own: two
-- locks in one transaction could wait for each other by way of a message that is being stored.
CREATE TABLE "search_contact_change" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,

    CONSTRAINT "search_contact_change_pkey" PRIMARY KEY ("tenant_id", "id")
);
ALTER TABLE search_contact_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_contact_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON search_contact_change USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, DELETE ON search_contact_change TO sigfollow_app;
GRANT USAGE ON SEQUENCE search_contact_change_id_seq TO sigfollow_app;

CREATE FUNCTION note_named_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_contact_change (tenant_id, contact_id) VALUES (NEW.tenant_id, NEW.id);
  RETURN NULL;
END;
$$;
CREATE TRIGGER contact_named AFTER INSERT ON contact
  FOR EACH ROW WHEN (NEW.profile_name IS NOT NULL OR NEW.username IS NOT NULL)
  EXECUTE FUNCTION note_named_contact();
CREATE TRIGGER contact_renamed AFTER UPDATE ON contact
  FOR EACH ROW
  WHEN (OLD.profile_name IS DISTINCT FROM NEW.profile_name OR OLD.username IS DISTINCT FROM NEW.username)
  EXECUTE FUNCTION note_named_contact();
