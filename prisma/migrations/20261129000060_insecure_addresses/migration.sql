-- Endpoints and sources from before https at port 443 was demanded are called as they are for 30 days more.
-- A default reaches all rows whatever tenant they are of, and is taken away at once: what is named from now on has no such time.
ALTER TABLE "ai_endpoint" ADD COLUMN "insecure_until" TIMESTAMPTZ(3) DEFAULT (now() + interval '30 days');
ALTER TABLE "ai_endpoint" ALTER COLUMN "insecure_until" DROP DEFAULT;
ALTER TABLE "kb_source" ADD COLUMN "insecure_until" TIMESTAMPTZ(3) DEFAULT (now() + interval '30 days');
ALTER TABLE "kb_source" ALTER COLUMN "insecure_until" DROP DEFAULT;
