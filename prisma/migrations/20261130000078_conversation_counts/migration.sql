-- How many conversations there are, by phase, queue and agent, so that counting them reads a few rows however many there
-- are (docs/decisions/0040). A change is written beside the conversation, in the same transaction, and locks nothing
-- that others want. A worker adds the changes up. The number is what has been added up plus the changes since. An id of
-- zeros stands for none.
CREATE TABLE "conversation_count" (
    "tenant_id" UUID NOT NULL,
    "by_agent" BOOLEAN NOT NULL,
    "phase" TEXT NOT NULL,
    "queue_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,

    CONSTRAINT "conversation_count_pkey" PRIMARY KEY ("tenant_id", "by_agent", "agent_id", "queue_id", "phase")
);

CREATE TABLE "conversation_count_change" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "phase" TEXT NOT NULL,
    "queue_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "change" SMALLINT NOT NULL,

    CONSTRAINT "conversation_count_change_pkey" PRIMARY KEY ("tenant_id", "id")
);

ALTER TABLE conversation_count_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_count_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON conversation_count_change USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY relay ON conversation_count_change TO sigfollow_relay USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON conversation_count_change TO sigfollow_app;
GRANT USAGE ON SEQUENCE conversation_count_change_id_seq TO sigfollow_app;
GRANT SELECT, DELETE ON conversation_count_change TO sigfollow_relay;

CREATE FUNCTION note_conversation_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO conversation_count_change (tenant_id, phase, queue_id, agent_id, change)
    VALUES (NEW.tenant_id, NEW.phase, coalesce(NEW.queue_id, nobody), coalesce(NEW.agent_id, nobody), 1);
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO conversation_count_change (tenant_id, phase, queue_id, agent_id, change)
    VALUES (OLD.tenant_id, OLD.phase, coalesce(OLD.queue_id, nobody), coalesce(OLD.agent_id, nobody), -1);
  ELSE
    INSERT INTO conversation_count_change (tenant_id, phase, queue_id, agent_id, change)
    VALUES
      (OLD.tenant_id, OLD.phase, coalesce(OLD.queue_id, nobody), coalesce(OLD.agent_id, nobody), -1),
      (NEW.tenant_id, NEW.phase, coalesce(NEW.queue_id, nobody), coalesce(NEW.agent_id, nobody), 1);
  END IF;
  RETURN NULL;
END;
$$;

-- Before the numbers so far: from here on nothing is written unnoticed.
CREATE TRIGGER conversation_counted AFTER INSERT OR DELETE ON conversation
  FOR EACH ROW EXECUTE FUNCTION note_conversation_count();
CREATE TRIGGER conversation_counted_anew AFTER UPDATE ON conversation
  FOR EACH ROW
  WHEN (OLD.phase <> NEW.phase OR OLD.queue_id IS DISTINCT FROM NEW.queue_id OR OLD.agent_id IS DISTINCT FROM NEW.agent_id)
  EXECUTE FUNCTION note_conversation_count();

-- The wall holds for the owner of the tables, who runs this, too: so it is one tenant at a time. No stronger lock on
-- conversations is taken than the triggers have; a transaction under way, which reads and then writes one, would wait for it
-- while it is waited for.
CREATE FUNCTION count_conversations_so_far(scope text) RETURNS bigint LANGUAGE sql VOLATILE AS $$
  WITH counted AS (
    INSERT INTO public.conversation_count (tenant_id, by_agent, phase, queue_id, agent_id, number)
    SELECT
      tenant_id,
      GROUPING(agent_id) = 0,
      phase,
      coalesce(queue_id, '00000000-0000-0000-0000-000000000000'),
      coalesce(agent_id, '00000000-0000-0000-0000-000000000000'),
      count(*)
    FROM public.conversation
    GROUP BY GROUPING SETS ((tenant_id, phase, queue_id), (tenant_id, phase, queue_id, agent_id))
    HAVING GROUPING(agent_id) = 1 OR agent_id IS NOT NULL
    RETURNING 1
  )
  SELECT count(*) FROM counted
$$;
SELECT count_conversations_so_far(set_config('app.tenant_id', id::text, true)) FROM directory_tenants() AS id;
DROP FUNCTION count_conversations_so_far(text);

ALTER TABLE conversation_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_count FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON conversation_count USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY relay ON conversation_count TO sigfollow_relay USING (true) WITH CHECK (true);
GRANT SELECT ON conversation_count TO sigfollow_app;
GRANT SELECT, INSERT, UPDATE ON conversation_count TO sigfollow_relay;
