-- Where and when a person agreed to be written to, for conversations that we begin. Null: nobody has noted it.
ALTER TABLE contact ADD COLUMN consent_source TEXT, ADD COLUMN consent_at TIMESTAMPTZ(3);
