-- What is sent instead when the customer-service window closed on a reply that waited, where the tenant wants that.
ALTER TABLE "tenant" ADD COLUMN "fallback_template_name" TEXT;
ALTER TABLE "tenant" ADD COLUMN "fallback_template_language" TEXT;
