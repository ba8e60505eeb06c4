-- What calls of a model have reserved and not settled is looked for every minute, of each tenant: among those that are open, not among all there ever were.
CREATE INDEX ai_call_reserved ON ai_call (tenant_id, at) WHERE state = 'reserved';
