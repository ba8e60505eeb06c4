-- The AI: knowledge and its index, policies, endpoints, what calls cost, drafts for agents.
ALTER TABLE "conversation" ADD COLUMN "ai" JSONB;
ALTER TABLE conversation DROP CONSTRAINT conversation_phase;
ALTER TABLE conversation ADD CONSTRAINT conversation_phase CHECK (phase IN ('queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot', 'closed', 'archived', 'erased'));
DROP INDEX conversation_open_once;
CREATE UNIQUE INDEX conversation_open_once ON conversation (tenant_id, thread_id) WHERE phase IN ('queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot');
ALTER TABLE "tenant" ADD COLUMN "ai_policy_version" INTEGER,
ADD COLUMN "ai_four_eyes" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "message" ADD COLUMN "ai_call_id" UUID;

CREATE TABLE "ai_policy" (
    "tenant_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "approver_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "ai_policy_pkey" PRIMARY KEY ("tenant_id", "version")
);
CREATE TABLE "ai_endpoint" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "base_url" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "api_key" BYTEA NOT NULL,
    "capability" TEXT,
    "problem" TEXT,
    "input_micros" BIGINT NOT NULL,
    "output_micros" BIGINT NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ai_endpoint_pkey" PRIMARY KEY ("tenant_id")
);
CREATE TABLE "ai_usage" (
    "tenant_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "tokens" BIGINT NOT NULL DEFAULT 0,
    "micros" BIGINT NOT NULL DEFAULT 0,
    "reserved_tokens" BIGINT NOT NULL DEFAULT 0,
    "reserved_micros" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ai_usage_pkey" PRIMARY KEY ("tenant_id", "period")
);
CREATE TABLE "ai_call" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID,
    "turn" INTEGER,
    "purpose" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "policy_version" INTEGER NOT NULL,
    "prompt_version" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "reserved_tokens" INTEGER NOT NULL,
    "reserved_micros" BIGINT NOT NULL,
    "prompt_tokens" INTEGER,
    "completion_tokens" INTEGER,
    "estimated" BOOLEAN NOT NULL DEFAULT false,
    "micros" BIGINT,
    "latency_ms" INTEGER,
    "error" TEXT,
    "outcome" TEXT,
    "passages" JSONB NOT NULL DEFAULT '[]',
    "evidence" DOUBLE PRECISION,
    "message_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ai_call_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "suggestion" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "turn" INTEGER,
    "kind" TEXT NOT NULL,
    "request" JSONB,
    "text" TEXT,
    "error" TEXT,
    "citations" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL,
    "edit_distance" INTEGER,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "call_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "suggestion_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "kb_document" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "published_version" INTEGER,
    "last_version" INTEGER NOT NULL,
    "url" TEXT,
    "source_id" UUID,
    "content_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kb_document_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "kb_version" (
    "tenant_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID,
    "approver_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "kb_version_pkey" PRIMARY KEY ("document_id", "version")
);
CREATE TABLE "kb_passage" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "heading" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "length" INTEGER NOT NULL,
    "suspicious" BOOLEAN NOT NULL DEFAULT false,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),

    CONSTRAINT "kb_passage_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "kb_posting" (
    "tenant_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "lexeme" TEXT NOT NULL,
    "passage_id" UUID NOT NULL,
    "frequency" INTEGER NOT NULL,
    "length" INTEGER NOT NULL,

    CONSTRAINT "kb_posting_pkey" PRIMARY KEY ("tenant_id", "language", "lexeme", "passage_id")
);
CREATE TABLE "kb_term" (
    "tenant_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "lexeme" TEXT NOT NULL,
    "passages" INTEGER NOT NULL,

    CONSTRAINT "kb_term_pkey" PRIMARY KEY ("tenant_id", "language", "lexeme")
);
CREATE TABLE "kb_corpus" (
    "tenant_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "passages" INTEGER NOT NULL,
    "total_length" BIGINT NOT NULL,

    CONSTRAINT "kb_corpus_pkey" PRIMARY KEY ("tenant_id", "language")
);
CREATE TABLE "kb_gap" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "conversation_id" UUID,
    "question" TEXT,
    "language" TEXT,
    "reason" TEXT NOT NULL,
    "evidence" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kb_gap_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "kb_source_page" (
    "tenant_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "etag" TEXT,
    "content_hash" TEXT,

    CONSTRAINT "kb_source_page_pkey" PRIMARY KEY ("source_id", "url")
);
CREATE TABLE "kb_source" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT,
    "language" TEXT,
    "audience" TEXT NOT NULL,
    "max_pages" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "publish" BOOLEAN NOT NULL,
    "object_key" TEXT,
    "data_key" BYTEA,
    "mime" TEXT,
    "size" INTEGER,
    "author_kind" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "kb_source_pkey" PRIMARY KEY ("id")
);
ALTER TABLE ai_policy ADD CONSTRAINT ai_policy_state CHECK (state IN ('waiting', 'active', 'declined', 'superseded'));
ALTER TABLE ai_call ADD CONSTRAINT ai_call_state CHECK (state IN ('reserved', 'done', 'failed'));
ALTER TABLE suggestion ADD CONSTRAINT suggestion_state CHECK (state IN ('working', 'open', 'failed', 'accepted', 'edited', 'dismissed', 'stale'));
ALTER TABLE kb_version ADD CONSTRAINT kb_version_state CHECK (state IN ('draft', 'waiting', 'published', 'declined', 'superseded', 'unpublished'));
ALTER TABLE kb_source ADD CONSTRAINT kb_source_state CHECK (state IN ('running', 'done', 'failed', 'removed'));

CREATE UNIQUE INDEX "kb_document_tenant_id_id_key" ON "kb_document"("tenant_id", "id");
CREATE INDEX "kb_document_tenant_id_updated_at_id_idx" ON "kb_document"("tenant_id", "updated_at", "id");
CREATE UNIQUE INDEX kb_document_page_once ON kb_document (tenant_id, source_id, url) WHERE source_id IS NOT NULL;
ALTER TABLE "kb_version" ADD CONSTRAINT "kb_version_tenant_id_document_id_fkey" FOREIGN KEY ("tenant_id", "document_id") REFERENCES "kb_document"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "kb_passage" ADD CONSTRAINT "kb_passage_tenant_id_document_id_fkey" FOREIGN KEY ("tenant_id", "document_id") REFERENCES "kb_document"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
CREATE INDEX "kb_passage_document_id_place_idx" ON "kb_passage"("document_id", "place");
CREATE INDEX "kb_posting_passage_id_idx" ON "kb_posting"("passage_id");
ALTER TABLE "kb_posting" ADD CONSTRAINT "kb_posting_passage_id_fkey" FOREIGN KEY ("passage_id") REFERENCES "kb_passage"("id") ON DELETE CASCADE ON UPDATE RESTRICT;
CREATE INDEX "ai_call_conversation_id_idx" ON "ai_call"("conversation_id");
CREATE INDEX "ai_call_tenant_id_at_id_idx" ON "ai_call"("tenant_id", "at", "id");
CREATE INDEX "suggestion_conversation_id_created_at_idx" ON "suggestion"("conversation_id", "created_at");
CREATE INDEX "kb_gap_tenant_id_at_id_idx" ON "kb_gap"("tenant_id", "at", "id");
CREATE INDEX "kb_source_tenant_id_created_at_id_idx" ON "kb_source"("tenant_id", "created_at", "id");
CREATE UNIQUE INDEX "kb_source_tenant_id_id_key" ON "kb_source"("tenant_id", "id");
ALTER TABLE "kb_source_page" ADD CONSTRAINT "kb_source_page_tenant_id_source_id_fkey" FOREIGN KEY ("tenant_id", "source_id") REFERENCES "kb_source"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE kb_source_page ADD CONSTRAINT kb_source_page_state CHECK (state IN ('waiting', 'done', 'unchanged', 'failed'));

ALTER TABLE ai_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_policy FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_policy USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_policy TO sigfollow_app;
ALTER TABLE ai_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_endpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_endpoint USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_endpoint TO sigfollow_app;
ALTER TABLE ai_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_usage USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_usage TO sigfollow_app;
ALTER TABLE ai_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE ai_call FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON ai_call USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_call TO sigfollow_app;
ALTER TABLE suggestion ENABLE ROW LEVEL SECURITY;
ALTER TABLE suggestion FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON suggestion USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON suggestion TO sigfollow_app;
ALTER TABLE kb_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_document FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_document USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_document TO sigfollow_app;
ALTER TABLE kb_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_version USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_version TO sigfollow_app;
ALTER TABLE kb_passage ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_passage FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_passage USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_passage TO sigfollow_app;
ALTER TABLE kb_posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_posting FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_posting USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_posting TO sigfollow_app;
ALTER TABLE kb_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_term FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_term USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_term TO sigfollow_app;
ALTER TABLE kb_corpus ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_corpus FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_corpus USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_corpus TO sigfollow_app;
ALTER TABLE kb_gap ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_gap FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_gap USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_gap TO sigfollow_app;
ALTER TABLE kb_source_page ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_source_page FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_source_page USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_source_page TO sigfollow_app;
ALTER TABLE kb_source ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_source FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_source USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_source TO sigfollow_app;
