-- Offers that timed out or were withdrawn, of an agent, the latest first: what one is told was missed.
CREATE INDEX offer_missed ON offer (tenant_id, agent_id, ended_at DESC) WHERE state IN ('expired', 'rescinded');
