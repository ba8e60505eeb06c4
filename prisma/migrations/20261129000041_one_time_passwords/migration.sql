-- A password that somebody else has set is good for a while, and for nothing but choosing one's own.
ALTER TABLE "app_user" ADD COLUMN "one_time_until" TIMESTAMPTZ(3);
ALTER TABLE "platform_user" ADD COLUMN "one_time_until" TIMESTAMPTZ(3);

-- More doors in the directory's wall (decision 0024), for passwords and keys.

-- Ends all sessions of a user of the running unit's tenant but one. Returns how many.
CREATE FUNCTION directory_end_other_sessions(of_user uuid, kept bytea) RETURNS bigint
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH ended AS (
        DELETE FROM public.directory_credential c WHERE c.kind = ''session'' AND c.user_id = of_user AND c.tenant_id = public.current_tenant() AND c.hash <> kept RETURNING 1
      ) SELECT count(*) FROM ended';

-- An API key of the running unit's tenant opens nothing any more.
CREATE FUNCTION directory_remove_api_key(of_key uuid) RETURNS bigint
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH removed AS (
        DELETE FROM public.directory_credential c WHERE c.kind = ''api_key'' AND c.user_id = of_key AND c.tenant_id = public.current_tenant() RETURNING 1
      ) SELECT count(*) FROM removed';

-- Until when an operator's password is good for choosing another one. NULL: it is the operator's own.
CREATE FUNCTION directory_operator_one_time(of_operator uuid) RETURNS timestamptz
  LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT o.one_time_until FROM public.platform_user o WHERE o.id = of_operator';

-- The operator whose session it is, to compare the password with.
CREATE FUNCTION directory_operator_in(session_hash bytea) RETURNS TABLE (operator_id uuid, operator_name text, operator_password_hash text)
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT o.id, o.name, o.password_hash FROM public.directory_credential c JOIN public.platform_user o ON o.id = c.user_id
      WHERE c.hash = session_hash AND c.kind = ''session'' AND c.tenant_id IS NULL AND o.disabled_at IS NULL';

-- The operator whose session it is has another password, if it still was hash_before. All other sessions of the operator end.
CREATE FUNCTION directory_change_operator_password(session_hash bytea, hash_before text, hash_after text) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH changed AS (
        UPDATE public.platform_user o SET password_hash = hash_after, one_time_until = NULL FROM public.directory_credential c
        WHERE c.hash = session_hash AND c.kind = ''session'' AND c.tenant_id IS NULL AND o.id = c.user_id AND o.disabled_at IS NULL AND o.password_hash = hash_before RETURNING o.id
      ), ended AS (
        DELETE FROM public.directory_credential c USING changed WHERE c.kind = ''session'' AND c.tenant_id IS NULL AND c.user_id = changed.id AND c.hash <> session_hash
      ) SELECT true FROM changed';

REVOKE ALL ON FUNCTION directory_end_other_sessions, directory_remove_api_key, directory_operator_one_time, directory_operator_in, directory_change_operator_password FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_end_other_sessions, directory_remove_api_key, directory_operator_one_time, directory_operator_in, directory_change_operator_password TO sigfollow_app;
