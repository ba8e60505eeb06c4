-- A session begins only while the password that was shown is the person's: whoever changes or resets it at the same time either
-- ends this session or prevents it. The doors of before, which do not ask for it, stay for processes of the release before.
CREATE FUNCTION directory_begin_session(session_hash bytea, csrf bytea, of_user uuid, begins timestamptz, ends timestamptz, shown text) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at)
      SELECT session_hash, ''session'', u.tenant_id, u.id, csrf, begins, ends FROM public.app_user u
      WHERE u.id = of_user AND u.tenant_id = public.current_tenant() AND u.disabled_at IS NULL AND u.password_hash = shown FOR SHARE RETURNING true';

CREATE FUNCTION directory_begin_operator_session(login_hash bytea, session_hash bytea, csrf bytea, begins timestamptz, ends timestamptz, shown text) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at)
      SELECT session_hash, ''session'', NULL, o.id, csrf, begins, ends
      FROM public.directory_credential c JOIN public.platform_user o ON o.id = c.user_id
      WHERE c.hash = login_hash AND c.kind = ''login'' AND c.tenant_id IS NULL AND o.disabled_at IS NULL AND o.password_hash = shown FOR SHARE OF o RETURNING true';

-- All sessions of an operator but this one end. Returns how many. Asked for after the password was changed, so that it sees those,
-- too, that began until then.
CREATE FUNCTION directory_end_other_operator_sessions(kept bytea) RETURNS bigint
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH ended AS (
        DELETE FROM public.directory_credential c USING public.directory_credential k
        WHERE k.hash = kept AND k.kind = ''session'' AND k.tenant_id IS NULL AND c.user_id = k.user_id AND c.kind = ''session'' AND c.tenant_id IS NULL AND c.hash <> kept RETURNING 1
      ) SELECT count(*) FROM ended';

REVOKE ALL ON FUNCTION directory_begin_session(bytea, bytea, uuid, timestamptz, timestamptz, text), directory_begin_operator_session(bytea, bytea, bytea, timestamptz, timestamptz, text), directory_end_other_operator_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_begin_session(bytea, bytea, uuid, timestamptz, timestamptz, text), directory_begin_operator_session(bytea, bytea, bytea, timestamptz, timestamptz, text), directory_end_other_operator_sessions TO sigfollow_app;
