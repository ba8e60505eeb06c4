-- What of a page or a file is more than an article may have, so that people are told: how many letters, and the words they begin with.
ALTER TABLE kb_source_page ADD COLUMN left_out_letters INTEGER, ADD COLUMN left_out_from TEXT;
-- Pages that a source has no room for are named, too.
ALTER TABLE kb_source_page DROP CONSTRAINT kb_source_page_state, ADD CONSTRAINT kb_source_page_state CHECK (state IN ('waiting', 'done', 'unchanged', 'failed', 'left_out')) NOT VALID;
