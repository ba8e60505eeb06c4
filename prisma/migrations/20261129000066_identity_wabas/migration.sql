-- A user id of WhatsApp's counts within one business portfolio: two user ids beside one phone number are two people only where the same account named both.
-- Null: learned before this was kept.
ALTER TABLE contact_identity ADD COLUMN waba_id TEXT;
-- When the message was written that said last whose a name is: an older one that comes late does not say it anew. Null: learned before this was kept.
ALTER TABLE contact_identity ADD COLUMN told_at TIMESTAMPTZ(3);
