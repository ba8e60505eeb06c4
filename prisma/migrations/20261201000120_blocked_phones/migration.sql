-- Whom WhatsApp was told to block, by the phone number that it was told: the contact may have another one by now, or be erased.
CREATE TABLE "blocked_phone" (
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "sure" BOOLEAN NOT NULL DEFAULT false,
    "lift_by" TIMESTAMPTZ(3),

    CONSTRAINT "blocked_phone_pkey" PRIMARY KEY ("tenant_id", "number_id", "phone")
);
CREATE INDEX "blocked_phone_tenant_id_contact_id_idx" ON "blocked_phone"("tenant_id", "contact_id");
CREATE INDEX "blocked_phone_erased" ON "blocked_phone"("tenant_id", "contact_id") WHERE "lift_by" IS NOT NULL;

ALTER TABLE blocked_phone ENABLE ROW LEVEL SECURITY;
ALTER TABLE blocked_phone FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON blocked_phone USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON blocked_phone TO sigfollow_app;

-- Last, because they lock tables that messages are stored with.
ALTER TABLE "blocked_phone" ADD CONSTRAINT "blocked_phone_tenant_id_contact_id_fkey" FOREIGN KEY ("tenant_id", "contact_id") REFERENCES "contact"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "blocked_phone" ADD CONSTRAINT "blocked_phone_tenant_id_number_id_fkey" FOREIGN KEY ("tenant_id", "number_id") REFERENCES "business_number"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
