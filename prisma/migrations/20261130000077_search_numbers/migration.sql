-- A phone number that a contact gets or loses changes by what both are found (docs/decisions/0041).
CREATE FUNCTION note_numbered_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO search_contact_change (tenant_id, contact_id) VALUES (OLD.tenant_id, OLD.contact_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO search_contact_change (tenant_id, contact_id) VALUES (NEW.tenant_id, NEW.contact_id);
  END IF;
  RETURN NULL;
END;
$$;
CREATE TRIGGER number_given AFTER INSERT ON contact_identity
  FOR EACH ROW WHEN (NEW.kind = 'wa_id') EXECUTE FUNCTION note_numbered_contact();
CREATE TRIGGER number_taken AFTER DELETE ON contact_identity
  FOR EACH ROW WHEN (OLD.kind = 'wa_id') EXECUTE FUNCTION note_numbered_contact();
CREATE TRIGGER number_passed_on AFTER UPDATE ON contact_identity
  FOR EACH ROW WHEN (NEW.kind = 'wa_id' AND OLD.contact_id <> NEW.contact_id) EXECUTE FUNCTION note_numbered_contact();
