-- By its e-mail address a contact is likely the same as another one: whoever fills the search is told of a new one.
CREATE TRIGGER contact_mailed AFTER UPDATE ON contact
  FOR EACH ROW WHEN (OLD.attributes ->> 'email' IS DISTINCT FROM NEW.attributes ->> 'email')
  EXECUTE FUNCTION note_named_contact();
