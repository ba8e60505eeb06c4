-- Pairs of contacts that are likely one person, the lower id first: found beside the search when either changes, so that nobody who
-- looks at them reads all contacts.
CREATE TABLE "contact_alike" (
    "tenant_id" UUID NOT NULL,
    "one_id" UUID NOT NULL,
    "other_id" UUID NOT NULL,
    "signal" TEXT NOT NULL,

    CONSTRAINT "contact_alike_pkey" PRIMARY KEY ("tenant_id", "one_id", "other_id", "signal")
);
CREATE INDEX "contact_alike_tenant_id_other_id_idx" ON "contact_alike"("tenant_id", "other_id");
ALTER TABLE contact_alike ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_alike FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_alike USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, DELETE ON contact_alike TO sigfollow_app;

-- Up to where the contacts that were there before have been gone through; null: all.
ALTER TABLE "search_place" ADD COLUMN "alike_from" UUID DEFAULT '00000000-0000-0000-0000-000000000000';

-- Last, because they lock the table of contacts.
ALTER TABLE "contact_alike" ADD CONSTRAINT "contact_alike_tenant_id_one_id_fkey" FOREIGN KEY ("tenant_id", "one_id") REFERENCES "contact"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "contact_alike" ADD CONSTRAINT "contact_alike_tenant_id_other_id_fkey" FOREIGN KEY ("tenant_id", "other_id") REFERENCES "contact"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
