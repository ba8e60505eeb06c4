-- When a contact was last heard is what its conversation's window says.
ALTER TABLE "thread" DROP COLUMN "last_inbound_at";
