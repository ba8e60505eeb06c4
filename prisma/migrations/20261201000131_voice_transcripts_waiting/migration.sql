-- Voice messages that wait for a worker; in a migration of its own, as it reads the whole table.
CREATE INDEX media_to_transcribe ON media (tenant_id, created_at) WHERE transcript_state = 'waiting';
