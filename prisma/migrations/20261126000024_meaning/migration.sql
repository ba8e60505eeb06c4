-- Passages are found by meaning as well where a model for it is set. The AI proposes more than words.
ALTER TABLE "ai_endpoint" ADD COLUMN "embedding_model" TEXT,
ADD COLUMN "embedding_micros" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "embedding_problem" TEXT,
ADD COLUMN "embedding_dimensions" INTEGER;
ALTER TABLE "suggestion" ADD COLUMN "proposal" JSONB;

CREATE TABLE "kb_vector" (
    "tenant_id" UUID NOT NULL,
    "passage_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "dimensions" INTEGER NOT NULL,
    "vector" REAL[],
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "kb_vector_pkey" PRIMARY KEY ("passage_id")
);
ALTER TABLE kb_vector ADD CONSTRAINT kb_vector_has_one CHECK (vector IS NOT NULL AND cardinality(vector) = dimensions AND dimensions > 0);
CREATE INDEX "kb_vector_tenant_id_model_dimensions_position_idx" ON "kb_vector"("tenant_id", "model", "dimensions", "position");
ALTER TABLE "kb_vector" ADD CONSTRAINT "kb_vector_passage_id_fkey" FOREIGN KEY ("passage_id") REFERENCES "kb_passage"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE kb_vector ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb_vector FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON kb_vector USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON kb_vector TO sigfollow_app;
GRANT USAGE ON SEQUENCE kb_vector_position_seq TO sigfollow_app;

-- One draft per turn, however often it is tried.
CREATE UNIQUE INDEX suggestion_of_turn_once ON suggestion (conversation_id, turn) WHERE turn IS NOT NULL;
