-- A user id of WhatsApp's counts within one business portfolio: two user ids beside one phone number are two people only where the same account named both.
-- Null: learned before this was kept.
ALTER TABLE contact_identity ADD COLUMN waba_id TEXT;
