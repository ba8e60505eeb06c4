-- What a queue promises and how long it waits: service levels, longest waits, contacts who fall silent, snoozing, dispositions.
ALTER TABLE "queue" ADD COLUMN "max_wait" JSONB,
ADD COLUMN "max_length" INTEGER,
ADD COLUMN "when_full" JSONB,
ADD COLUMN "idle" JSONB,
ADD COLUMN "sla" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "hours" JSONB,
ADD COLUMN "out_of_hours_text" TEXT,
ADD COLUMN "disposition_required" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "auto_accept" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "conversation" ADD COLUMN "max_wait_at" TIMESTAMPTZ(3),
ADD COLUMN "snoozed_until" TIMESTAMPTZ(3),
ADD COLUMN "idle_at" TIMESTAMPTZ(3),
ADD COLUMN "idle_reminded" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "sla" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "disposition_id" UUID;

-- A snoozed conversation is open: its contact has no other one on the number.
ALTER TABLE conversation DROP CONSTRAINT conversation_phase;
ALTER TABLE conversation ADD CONSTRAINT conversation_phase CHECK (phase IN ('queued', 'offered', 'active', 'wrapping', 'snoozed', 'closed', 'archived', 'erased'));
DROP INDEX conversation_open_once;
CREATE UNIQUE INDEX conversation_open_once ON conversation (tenant_id, thread_id) WHERE phase IN ('queued', 'offered', 'active', 'wrapping', 'snoozed');

CREATE TABLE "disposition" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disposition_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "disposition_tenant_id_id_key" ON "disposition"("tenant_id", "id");
CREATE UNIQUE INDEX "disposition_tenant_id_name_key" ON "disposition"("tenant_id", "name");
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_tenant_id_disposition_id_fkey" FOREIGN KEY ("tenant_id", "disposition_id") REFERENCES "disposition"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- That a contact was told so: once per closing time.
CREATE TABLE "out_of_hours_reply" (
    "tenant_id" UUID NOT NULL,
    "thread_id" UUID NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "out_of_hours_reply_pkey" PRIMARY KEY ("thread_id", "opens_at")
);
ALTER TABLE "out_of_hours_reply" ADD CONSTRAINT "out_of_hours_reply_tenant_id_thread_id_fkey" FOREIGN KEY ("tenant_id", "thread_id") REFERENCES "thread"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE disposition ENABLE ROW LEVEL SECURITY;
ALTER TABLE disposition FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON disposition USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON disposition TO sigfollow_app;
ALTER TABLE out_of_hours_reply ENABLE ROW LEVEL SECURITY;
ALTER TABLE out_of_hours_reply FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON out_of_hours_reply USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON out_of_hours_reply TO sigfollow_app;
