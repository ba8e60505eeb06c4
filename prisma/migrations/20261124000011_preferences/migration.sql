-- Whether a contact wants marketing, and when it last said so.
ALTER TABLE "contact" ADD COLUMN "marketing_stopped" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "contact" ADD COLUMN "marketing_said_at" TIMESTAMPTZ(3);
