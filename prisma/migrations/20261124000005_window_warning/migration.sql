-- Some time before the customer-service window closes people are warned, how long is the tenant's choice (0: never).
ALTER TABLE "tenant" ADD COLUMN "window_warning_minutes" INTEGER NOT NULL DEFAULT 60;

ALTER TABLE "conversation" ADD COLUMN "window_warns_at" TIMESTAMPTZ(3);
