-- WhatsApp's limits, respected before it complains: when a number's and a pair's next message would come at an even pace
-- (milliseconds since 1970), and what an attempt has already waited for.
ALTER TABLE "business_number" ADD COLUMN "messages_per_second" INTEGER NOT NULL DEFAULT 80,
ADD COLUMN "next_send_at" DOUBLE PRECISION NOT NULL DEFAULT 0;

ALTER TABLE "thread" ADD COLUMN "next_send_at" DOUBLE PRECISION NOT NULL DEFAULT 0;

ALTER TABLE "send_attempt" ADD COLUMN "pair_taken" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "slot_at" TIMESTAMPTZ(3);
