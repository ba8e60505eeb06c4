-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "policy_version" INTEGER NOT NULL DEFAULT 1,
    "reopen_within_ms" BIGINT NOT NULL DEFAULT 86400000,
    "archive_after_ms" BIGINT NOT NULL DEFAULT 604800000,
    "retention_days" INTEGER NOT NULL DEFAULT 540,
    "default_queue_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platform_user" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "platform_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_number" (
    "phone_number_id" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,

    CONSTRAINT "directory_number_pkey" PRIMARY KEY ("phone_number_id")
);

-- CreateTable
CREATE TABLE "directory_waba" (
    "waba_id" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,

    CONSTRAINT "directory_waba_pkey" PRIMARY KEY ("waba_id","tenant_id")
);

-- CreateTable
CREATE TABLE "directory_credential" (
    "hash" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "tenant_id" UUID,
    "user_id" UUID NOT NULL,
    "csrf_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_credential_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "business_number" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "phone_number_id" TEXT NOT NULL,
    "waba_id" TEXT NOT NULL,
    "display_phone_number" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "access_token" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "business_number_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "profile_name" TEXT,
    "username" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_identity" (
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_identity_pkey" PRIMARY KEY ("tenant_id","kind","value")
);

-- CreateTable
CREATE TABLE "thread" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "last_inbound_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "thread_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "thread_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "phase" TEXT NOT NULL,
    "last_seq" INTEGER NOT NULL,
    "last_wake_seq" INTEGER NOT NULL,
    "queue_id" UUID,
    "agent_id" UUID,
    "offer_id" UUID,
    "assignment_id" UUID,
    "weight" INTEGER NOT NULL,
    "priority" INTEGER NOT NULL,
    "enqueued_at" TIMESTAMPTZ(3),
    "wait_key" TIMESTAMPTZ(3),
    "offer_expires_at" TIMESTAMPTZ(3),
    "match_retry_at" TIMESTAMPTZ(3),
    "wrap_up_ends_at" TIMESTAMPTZ(3),
    "window_expires_at" TIMESTAMPTZ(3),
    "window_expiry_noted" BOOLEAN NOT NULL,
    "archive_at" TIMESTAMPTZ(3),
    "retention_at" TIMESTAMPTZ(3),
    "sends" JSONB NOT NULL,
    "receipt_message_id" UUID,
    "due_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "unread" INTEGER NOT NULL DEFAULT 0,
    "last_message_id" UUID,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "last_message_preview" TEXT,
    "last_message_kind" TEXT,
    "last_message_direction" TEXT,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_event" (
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "tenant_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "wakes" BOOLEAN NOT NULL,
    "prev_wake_seq" INTEGER NOT NULL,
    "data" JSONB NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "conversation_event_pkey" PRIMARY KEY ("conversation_id","seq")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB,
    "raw" JSONB,
    "wamid" TEXT,
    "context_wamid" TEXT,
    "status" TEXT,
    "error_code" TEXT,
    "error_text" TEXT,
    "author_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "content_deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_key" (
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "wamid_hash" BYTEA NOT NULL,
    "message_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inbound_key_pkey" PRIMARY KEY ("tenant_id","number_id","wamid_hash")
);

-- CreateTable
CREATE TABLE "message_event" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "target_wamid" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_status" (
    "tenant_id" UUID NOT NULL,
    "number_id" UUID NOT NULL,
    "wamid" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "attempt_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB,

    CONSTRAINT "message_status_pkey" PRIMARY KEY ("tenant_id","number_id","wamid","status","recipient")
);

-- CreateTable
CREATE TABLE "webhook_update" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "waba_id" TEXT NOT NULL,
    "number_id" UUID,
    "field" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_update_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "send_attempt" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "prepared_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3),
    "in_flight_at" TIMESTAMPTZ(3),
    "deadline" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "wamid" TEXT,
    "http_status" INTEGER,
    "error_code" TEXT,
    "error_text" TEXT,

    CONSTRAINT "send_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "accept_timeout_ms" INTEGER NOT NULL DEFAULT 30000,
    "wrap_up_ms" INTEGER NOT NULL DEFAULT 60000,
    "weight" INTEGER NOT NULL DEFAULT 1,
    "exclude_ms" INTEGER NOT NULL DEFAULT 60000,
    "miss_limit" INTEGER NOT NULL DEFAULT 3,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "queue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue_member" (
    "tenant_id" UUID NOT NULL,
    "queue_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,

    CONSTRAINT "queue_member_pkey" PRIMARY KEY ("queue_id","agent_id")
);

-- CreateTable
CREATE TABLE "agent_state" (
    "agent_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "presence" TEXT NOT NULL DEFAULT 'offline',
    "presence_reason" TEXT,
    "presence_since" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "max" INTEGER NOT NULL DEFAULT 3,
    "missed_in_a_row" INTEGER NOT NULL DEFAULT 0,
    "idle_since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agent_state_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "offer" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "queue_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "excluded_until" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "queue_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "wrap_up_ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "match_request" (
    "tenant_id" UUID NOT NULL,
    "queue_id" UUID NOT NULL,
    "generation" BIGINT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "match_request_pkey" PRIMARY KEY ("tenant_id","queue_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "tenant_id" UUID NOT NULL,
    "event" JSONB NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("conversation_id","seq")
);

-- CreateTable
CREATE TABLE "outbox_head" (
    "conversation_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "ready_at" TIMESTAMPTZ(3) NOT NULL,
    "bumps" BIGINT NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "quarantined_at" TIMESTAMPTZ(3),
    "quarantine_code" TEXT,

    CONSTRAINT "outbox_head_pkey" PRIMARY KEY ("conversation_id")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT,
    "content" BYTEA,
    "content_hash" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "replays" INTEGER NOT NULL DEFAULT 0,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "delete_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "target_id" UUID,
    "data" JSONB,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "tenant_id" UUID NOT NULL,
    "actor_id" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("tenant_id","actor_id","route","key")
);

-- CreateTable
CREATE TABLE "engine_counter" (
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "engine_counter_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "directory_number_number_id_key" ON "directory_number"("number_id");

-- CreateIndex
CREATE INDEX "directory_credential_user_id_idx" ON "directory_credential"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_tenant_id_id_key" ON "app_user"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_tenant_id_email_key" ON "app_user"("tenant_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_tenant_id_id_key" ON "api_key"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "business_number_phone_number_id_key" ON "business_number"("phone_number_id");

-- CreateIndex
CREATE UNIQUE INDEX "business_number_tenant_id_id_key" ON "business_number"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_tenant_id_id_key" ON "contact"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "contact_identity_tenant_id_contact_id_idx" ON "contact_identity"("tenant_id", "contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "thread_tenant_id_id_key" ON "thread"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "thread_tenant_id_number_id_contact_id_key" ON "thread"("tenant_id", "number_id", "contact_id");

-- CreateIndex
CREATE INDEX "conversation_tenant_id_last_message_at_id_idx" ON "conversation"("tenant_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversation_tenant_id_agent_id_idx" ON "conversation"("tenant_id", "agent_id");

-- CreateIndex
CREATE INDEX "conversation_thread_id_opened_at_idx" ON "conversation"("thread_id", "opened_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "conversation_tenant_id_id_key" ON "conversation"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "conversation_event_tenant_id_xid_position_idx" ON "conversation_event"("tenant_id", "xid", "position");

-- CreateIndex
CREATE INDEX "message_conversation_id_at_id_idx" ON "message"("conversation_id", "at", "id");

-- CreateIndex
CREATE INDEX "message_tenant_id_number_id_wamid_idx" ON "message"("tenant_id", "number_id", "wamid");

-- CreateIndex
CREATE UNIQUE INDEX "message_tenant_id_id_key" ON "message"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "message_event_tenant_id_number_id_target_wamid_idx" ON "message_event"("tenant_id", "number_id", "target_wamid");

-- CreateIndex
CREATE INDEX "message_status_tenant_id_attempt_id_idx" ON "message_status"("tenant_id", "attempt_id");

-- CreateIndex
CREATE INDEX "webhook_update_tenant_id_received_at_idx" ON "webhook_update"("tenant_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_update_tenant_id_body_hash_key" ON "webhook_update"("tenant_id", "body_hash");

-- CreateIndex
CREATE INDEX "send_attempt_message_id_number_idx" ON "send_attempt"("message_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "send_attempt_tenant_id_id_key" ON "send_attempt"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "queue_tenant_id_id_key" ON "queue"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "queue_tenant_id_name_key" ON "queue"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "queue_member_tenant_id_agent_id_idx" ON "queue_member"("tenant_id", "agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_state_tenant_id_agent_id_key" ON "agent_state"("tenant_id", "agent_id");

-- CreateIndex
CREATE INDEX "offer_tenant_id_agent_id_state_idx" ON "offer"("tenant_id", "agent_id", "state");

-- CreateIndex
CREATE INDEX "offer_conversation_id_excluded_until_idx" ON "offer"("conversation_id", "excluded_until");

-- CreateIndex
CREATE INDEX "assignment_tenant_id_agent_id_state_idx" ON "assignment"("tenant_id", "agent_id", "state");

-- CreateIndex
CREATE INDEX "assignment_conversation_id_idx" ON "assignment"("conversation_id");

-- CreateIndex
CREATE INDEX "outbox_head_lease_until_ready_at_idx" ON "outbox_head"("lease_until", "ready_at");

-- CreateIndex
CREATE UNIQUE INDEX "quarantine_content_hash_key" ON "quarantine"("content_hash");

-- CreateIndex
CREATE INDEX "quarantine_tenant_id_received_at_idx" ON "quarantine"("tenant_id", "received_at");

-- CreateIndex
CREATE INDEX "audit_tenant_id_at_idx" ON "audit"("tenant_id", "at");

-- AddForeignKey
ALTER TABLE "contact_identity" ADD CONSTRAINT "contact_identity_tenant_id_contact_id_fkey" FOREIGN KEY ("tenant_id", "contact_id") REFERENCES "contact"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_tenant_id_number_id_fkey" FOREIGN KEY ("tenant_id", "number_id") REFERENCES "business_number"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_tenant_id_contact_id_fkey" FOREIGN KEY ("tenant_id", "contact_id") REFERENCES "contact"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_tenant_id_thread_id_fkey" FOREIGN KEY ("tenant_id", "thread_id") REFERENCES "thread"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "conversation_event" ADD CONSTRAINT "conversation_event_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "send_attempt" ADD CONSTRAINT "send_attempt_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_tenant_id_queue_id_fkey" FOREIGN KEY ("tenant_id", "queue_id") REFERENCES "queue"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_tenant_id_agent_id_fkey" FOREIGN KEY ("tenant_id", "agent_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "agent_state" ADD CONSTRAINT "agent_state_tenant_id_agent_id_fkey" FOREIGN KEY ("tenant_id", "agent_id") REFERENCES "app_user"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
