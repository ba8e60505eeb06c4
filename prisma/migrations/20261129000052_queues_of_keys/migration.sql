-- An API key with the role AGENT sees the conversations of its queues, as an agent does (decision 0024).
ALTER TABLE "api_key" ADD COLUMN "queue_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- Keys from before saw all: they keep the queues there are now. The wall holds for the owner, too, so it is one tenant at a time,
-- all in one statement.
CREATE FUNCTION give_agent_keys_their_queues(scope text) RETURNS bigint LANGUAGE sql VOLATILE
  AS 'WITH given AS (
        UPDATE public.api_key k SET queue_ids = (SELECT coalesce(array_agg(q.id ORDER BY q.id), ARRAY[]::uuid[]) FROM public.queue q WHERE q.tenant_id = k.tenant_id) WHERE k.role = ''AGENT'' RETURNING 1
      ) SELECT count(*) FROM given';
SELECT give_agent_keys_their_queues(set_config('app.tenant_id', t.tenant_id::text, true))
  FROM (SELECT DISTINCT tenant_id FROM directory_credential WHERE kind = 'api_key' AND tenant_id IS NOT NULL) t;
DROP FUNCTION give_agent_keys_their_queues(text);
