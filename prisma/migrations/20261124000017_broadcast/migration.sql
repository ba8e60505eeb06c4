-- Offers to several agents at once: the first to accept has the conversation, and only then is capacity charged.
ALTER TABLE "queue" ADD COLUMN "broadcast" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "conversation" ADD COLUMN "broadcast" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "offer" ADD COLUMN "charged" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE queue ADD CONSTRAINT queue_broadcast CHECK (broadcast BETWEEN 1 AND 20);
CREATE INDEX offer_uncharged ON offer (agent_id) WHERE state = 'offered' AND NOT charged;
-- Of several who are asked at once, none can have it at once.
ALTER TABLE queue ADD CONSTRAINT queue_asks_or_gives CHECK (NOT auto_accept OR broadcast = 1);
