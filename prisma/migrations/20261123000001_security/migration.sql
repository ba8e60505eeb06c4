-- No semicolon may stand in a comment or a string here: Prisma's engine as WebAssembly splits statements at each.
-- Roles, grants, row-level security and the indexes Prisma's schema language has no words for.
-- The roles sigfollow_app and sigfollow_relay belong to the cluster and are made before (ops/roles.sql, or `npm start`).
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sigfollow_app, sigfollow_relay;

-- The tenant of the running transaction, without one, no row is visible and none can be written.
CREATE FUNCTION current_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Set by the few units of work of the platform itself (SUPER_ADMIN).
CREATE FUNCTION is_platform() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.platform', true), '') = 'on';

-- A tenant is a wall: one policy on every table with a tenant.
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON tenant USING (id = current_tenant()) WITH CHECK (id = current_tenant());
GRANT SELECT, INSERT, UPDATE ON tenant TO sigfollow_app;

ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON app_user USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON app_user TO sigfollow_app;

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON api_key USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON api_key TO sigfollow_app;

ALTER TABLE business_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE business_number FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON business_number USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON business_number TO sigfollow_app;

ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON contact TO sigfollow_app;

ALTER TABLE contact_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_identity FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON contact_identity USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_identity TO sigfollow_app;

ALTER TABLE thread ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON thread USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON thread TO sigfollow_app;

ALTER TABLE conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON conversation USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation TO sigfollow_app;

ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON message TO sigfollow_app;

ALTER TABLE message_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message_event USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON message_event TO sigfollow_app;

ALTER TABLE message_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_status FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON message_status USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON message_status TO sigfollow_app;

ALTER TABLE inbound_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON inbound_key USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON inbound_key TO sigfollow_app;

ALTER TABLE webhook_update ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_update FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON webhook_update USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_update TO sigfollow_app;

ALTER TABLE send_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE send_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON send_attempt USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON send_attempt TO sigfollow_app;

ALTER TABLE queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON queue USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON queue TO sigfollow_app;

ALTER TABLE queue_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE queue_member FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON queue_member USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_member TO sigfollow_app;

ALTER TABLE agent_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_state FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON agent_state USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_state TO sigfollow_app;

ALTER TABLE offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE offer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON offer USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON offer TO sigfollow_app;

ALTER TABLE assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE assignment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON assignment USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON assignment TO sigfollow_app;

ALTER TABLE match_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_request FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON match_request USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON match_request TO sigfollow_app;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON outbox USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO sigfollow_app;

ALTER TABLE outbox_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox_head FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON outbox_head USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_head TO sigfollow_app;

ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON idempotency_key USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO sigfollow_app;

-- Append-only: what happened is never changed.
ALTER TABLE conversation_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON conversation_event USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT ON conversation_event TO sigfollow_app;

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT ON audit TO sigfollow_app;

-- Quarantined items: a tenant sees its own, items without a tenant are written by anyone and read by the platform only.
ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON quarantine USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY unrouted_write ON quarantine FOR INSERT WITH CHECK (tenant_id IS NULL);
CREATE POLICY platform ON quarantine USING (is_platform() AND tenant_id IS NULL) WITH CHECK (is_platform());
GRANT SELECT, INSERT, UPDATE, DELETE ON quarantine TO sigfollow_app;

-- The relay and the matcher's wake-up look across tenants, at ids only.
CREATE POLICY relay ON outbox TO sigfollow_relay USING (true) WITH CHECK (true);
CREATE POLICY relay ON outbox_head TO sigfollow_relay USING (true) WITH CHECK (true);
CREATE POLICY relay ON match_request FOR SELECT TO sigfollow_relay USING (true);
CREATE POLICY relay ON quarantine TO sigfollow_relay USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON outbox TO sigfollow_relay;
GRANT SELECT, UPDATE, DELETE ON outbox_head TO sigfollow_relay;
GRANT SELECT ON match_request TO sigfollow_relay;
GRANT SELECT (id, tenant_id, state, delete_at), DELETE ON quarantine TO sigfollow_relay;

-- Directory and platform: ids and hashes, no tenant's rows.
GRANT SELECT, INSERT, UPDATE, DELETE ON directory_number, directory_waba, directory_credential TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE ON platform_user TO sigfollow_app;
GRANT SELECT ON directory_number TO sigfollow_relay;
GRANT SELECT, INSERT, UPDATE ON engine_counter TO sigfollow_app, sigfollow_relay;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO sigfollow_app;

-- At most one open conversation per thread.
CREATE UNIQUE INDEX conversation_open_once ON conversation (tenant_id, thread_id) WHERE phase IN ('queued', 'offered', 'active', 'wrapping');
-- The line of a queue, in its order.
CREATE INDEX conversation_waiting ON conversation (tenant_id, queue_id, wait_key, id) WHERE phase = 'queued';
-- What the sweep and reconcile look for.
CREATE INDEX conversation_due ON conversation (tenant_id, due_at) WHERE due_at IS NOT NULL;
-- One live offer per conversation and agent, one live assignment per conversation.
CREATE UNIQUE INDEX offer_live_once ON offer (conversation_id, agent_id) WHERE state = 'offered';
CREATE UNIQUE INDEX assignment_live_once ON assignment (conversation_id) WHERE state <> 'done';
-- One attempt at a time is under way for a message.
CREATE UNIQUE INDEX send_attempt_live_once ON send_attempt (message_id) WHERE state IN ('PREPARED', 'IN_FLIGHT');
ALTER TABLE agent_state ADD CONSTRAINT agent_state_used CHECK (used >= 0), ADD CONSTRAINT agent_state_presence CHECK (presence IN ('online', 'busy', 'away', 'offline'));
ALTER TABLE app_user ADD CONSTRAINT app_user_role CHECK (role IN ('TENANT_ADMIN', 'AGENT'));
ALTER TABLE api_key ADD CONSTRAINT api_key_role CHECK (role IN ('TENANT_ADMIN', 'AGENT'));
ALTER TABLE conversation ADD CONSTRAINT conversation_phase CHECK (phase IN ('queued', 'offered', 'active', 'wrapping', 'closed', 'archived', 'erased'));
ALTER TABLE message ADD CONSTRAINT message_direction CHECK (direction IN ('inbound', 'outbound', 'internal'));
ALTER TABLE send_attempt ADD CONSTRAINT send_attempt_state CHECK (state IN ('PREPARED', 'IN_FLIGHT', 'ACCEPTED', 'REJECTED', 'THROTTLED', 'UNKNOWN', 'VOID'));
ALTER TABLE offer ADD CONSTRAINT offer_state CHECK (state IN ('offered', 'accepted', 'rejected', 'expired', 'rescinded', 'canceled'));
ALTER TABLE assignment ADD CONSTRAINT assignment_state CHECK (state IN ('active', 'wrapping', 'done'));
