-- With a message's content its words are deleted, whoever deletes it: also a process of the release before, which knows nothing of
-- them. While they are being filled the deletion waits, and nothing is filled before it has ended, so that none comes back.
CREATE FUNCTION forget_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM search_place WHERE tenant_id = OLD.tenant_id FOR SHARE;
  IF NOT FOUND THEN
    INSERT INTO search_place (tenant_id) VALUES (OLD.tenant_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM search_place WHERE tenant_id = OLD.tenant_id FOR SHARE;
  END IF;
  DELETE FROM message_term WHERE tenant_id = OLD.tenant_id AND message_id = OLD.id;
  RETURN NULL;
END;
$$;
CREATE TRIGGER message_emptied AFTER UPDATE ON message
  FOR EACH ROW WHEN (OLD.content_deleted_at IS NULL AND NEW.content_deleted_at IS NOT NULL)
  EXECUTE FUNCTION forget_message_words();
CREATE TRIGGER message_deleted AFTER DELETE ON message
  FOR EACH ROW EXECUTE FUNCTION forget_message_words();
