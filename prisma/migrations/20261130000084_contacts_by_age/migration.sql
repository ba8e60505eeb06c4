-- Contacts in the order in which they came.
CREATE INDEX "contact_tenant_id_created_at_id_idx" ON "contact"("tenant_id", "created_at" DESC, "id" DESC);
