-- The doors in the directory's wall (decision 0024). Each runs as the owner, looks up or writes exactly what it is asked for by
-- a hash or an id, and whatever belongs to a tenant only inside that tenant's unit of work (current_tenant). Nothing takes a
-- pattern, nothing lists, but for the ids of tenants, which only the relay's role may ask for.
-- Bodies hold no semicolon (Prisma's engine as WebAssembly splits at each) and name every table with its schema.

-- Whose number it is.
CREATE FUNCTION directory_number_of(wanted text) RETURNS TABLE (phone_number_id text, tenant_id uuid, number_id uuid)
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT n.phone_number_id, n.tenant_id, n.number_id FROM public.directory_number n WHERE n.phone_number_id = wanted';

-- The tenants with numbers under one account of WhatsApp.
CREATE FUNCTION directory_tenants_of_waba(wanted text) RETURNS SETOF uuid
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT w.tenant_id FROM public.directory_waba w WHERE w.waba_id = wanted';

-- Whose session or API key it is. Without a tenant it is an operator's, who must be there and not disabled.
CREATE FUNCTION directory_credential_of(wanted bytea, wanted_kind text) RETURNS TABLE (tenant_id uuid, user_id uuid, csrf_hash bytea, expires_at timestamptz, operator_name text)
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT c.tenant_id, c.user_id, c.csrf_hash, c.expires_at, o.name
      FROM public.directory_credential c LEFT JOIN public.platform_user o ON c.tenant_id IS NULL AND o.id = c.user_id AND o.disabled_at IS NULL
      WHERE c.hash = wanted AND c.kind = wanted_kind AND c.kind IN (''session'', ''api_key'') AND (c.tenant_id IS NOT NULL OR o.id IS NOT NULL)';

-- The people who log in with this name: three at most, the operator first, then who has it longest. Only an operator's password
-- hash is told, others' lie behind their tenant's wall.
CREATE FUNCTION directory_logins_of(wanted bytea) RETURNS TABLE (tenant_id uuid, user_id uuid, operator_name text, operator_password_hash text)
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT c.tenant_id, c.user_id, o.name, o.password_hash
      FROM public.directory_credential c LEFT JOIN public.platform_user o ON c.tenant_id IS NULL AND o.id = c.user_id AND o.disabled_at IS NULL
      WHERE c.hash = wanted AND c.kind = ''login'' AND (c.tenant_id IS NOT NULL OR o.id IS NOT NULL)
      ORDER BY c.tenant_id IS NOT NULL, c.created_at, c.user_id LIMIT 3';

-- The one who logs in with this name at this tenant, without a tenant the operator.
CREATE FUNCTION directory_login_at(wanted bytea, at_tenant uuid) RETURNS TABLE (tenant_id uuid, user_id uuid, operator_name text, operator_password_hash text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT c.tenant_id, c.user_id, o.name, o.password_hash
      FROM public.directory_credential c LEFT JOIN public.platform_user o ON c.tenant_id IS NULL AND o.id = c.user_id AND o.disabled_at IS NULL
      WHERE c.hash = wanted AND c.kind = ''login'' AND c.tenant_id IS NOT DISTINCT FROM at_tenant AND (c.tenant_id IS NOT NULL OR o.id IS NOT NULL) LIMIT 1';

-- A user of the running unit's tenant can log in by this name. NULL when there is no such user.
CREATE FUNCTION directory_add_login(login_hash bytea, of_user uuid, at timestamptz) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, created_at)
      SELECT login_hash, ''login'', u.tenant_id, u.id, at FROM public.app_user u WHERE u.id = of_user AND u.tenant_id = public.current_tenant() RETURNING true';

-- The same of an API key.
CREATE FUNCTION directory_add_api_key(key_hash bytea, of_key uuid, at timestamptz) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, created_at)
      SELECT key_hash, ''api_key'', k.tenant_id, k.id, at FROM public.api_key k WHERE k.id = of_key AND k.tenant_id = public.current_tenant() AND k.revoked_at IS NULL RETURNING true';

-- Begins a session of a user of the running unit's tenant, who is not disabled. Whoever disables the user at the same time
-- either ends this session or prevents it.
CREATE FUNCTION directory_begin_session(session_hash bytea, csrf bytea, of_user uuid, begins timestamptz, ends timestamptz) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at)
      SELECT session_hash, ''session'', u.tenant_id, u.id, csrf, begins, ends FROM public.app_user u
      WHERE u.id = of_user AND u.tenant_id = public.current_tenant() AND u.disabled_at IS NULL FOR SHARE RETURNING true';

-- The same of an operator, who is known by the log-in name.
CREATE FUNCTION directory_begin_operator_session(login_hash bytea, session_hash bytea, csrf bytea, begins timestamptz, ends timestamptz) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'INSERT INTO public.directory_credential (hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at)
      SELECT session_hash, ''session'', NULL, o.id, csrf, begins, ends
      FROM public.directory_credential c JOIN public.platform_user o ON o.id = c.user_id
      WHERE c.hash = login_hash AND c.kind = ''login'' AND c.tenant_id IS NULL AND o.disabled_at IS NULL FOR SHARE OF o RETURNING true';

-- Ends the session with this token.
CREATE FUNCTION directory_end_session(session_hash bytea) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'DELETE FROM public.directory_credential c WHERE c.hash = session_hash AND c.kind = ''session'' RETURNING true';

-- Ends all sessions of users of the running unit's tenant. Returns how many.
CREATE FUNCTION directory_end_sessions_of(users uuid[]) RETURNS bigint
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH ended AS (DELETE FROM public.directory_credential c WHERE c.kind = ''session'' AND c.user_id = ANY (users) AND c.tenant_id = public.current_tenant() RETURNING 1)
      SELECT count(*) FROM ended';

-- What comes for a connected number of the running unit's tenant comes to it, unless the number is another tenant's:
-- directory_number_of says whose it is then.
CREATE FUNCTION directory_claim_number(of_number uuid) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH own AS (
        SELECT b.id, b.tenant_id, b.phone_number_id, b.waba_id FROM public.business_number b WHERE b.id = of_number AND b.tenant_id = public.current_tenant() AND b.state = ''connected''
      ), account AS (
        INSERT INTO public.directory_waba (waba_id, tenant_id) SELECT own.waba_id, own.tenant_id FROM own ON CONFLICT DO NOTHING
      )
      INSERT INTO public.directory_number (phone_number_id, tenant_id, number_id) SELECT own.phone_number_id, own.tenant_id, own.id FROM own ON CONFLICT DO NOTHING RETURNING true';

-- Nothing comes to it any more, and nothing about its account when the tenant has no other connected number of it.
CREATE FUNCTION directory_release_number(of_number uuid) RETURNS boolean
  LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'WITH own AS (
        SELECT b.id, b.tenant_id, b.waba_id FROM public.business_number b WHERE b.id = of_number AND b.tenant_id = public.current_tenant()
      ), account AS (
        DELETE FROM public.directory_waba w USING own WHERE w.waba_id = own.waba_id AND w.tenant_id = own.tenant_id
          AND NOT EXISTS (SELECT FROM public.business_number b WHERE b.tenant_id = own.tenant_id AND b.waba_id = own.waba_id AND b.state = ''connected'' AND b.id <> own.id)
      )
      DELETE FROM public.directory_number n USING own WHERE n.number_id = own.id AND n.tenant_id = own.tenant_id RETURNING true';

-- For sweeps, which then work inside each wall: every tenant where somebody can log in, every tenant with a number.
CREATE FUNCTION directory_tenants() RETURNS SETOF uuid
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT DISTINCT c.tenant_id FROM public.directory_credential c WHERE c.kind = ''login'' AND c.tenant_id IS NOT NULL ORDER BY 1';
CREATE FUNCTION directory_tenants_with_numbers() RETURNS SETOF uuid
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT DISTINCT n.tenant_id FROM public.directory_number n ORDER BY 1';

REVOKE ALL ON FUNCTION directory_number_of, directory_tenants_of_waba, directory_credential_of, directory_logins_of, directory_login_at,
  directory_add_login, directory_add_api_key, directory_begin_session, directory_begin_operator_session, directory_end_session, directory_end_sessions_of,
  directory_claim_number, directory_release_number, directory_tenants, directory_tenants_with_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_number_of, directory_tenants_of_waba, directory_credential_of, directory_logins_of, directory_login_at,
  directory_add_login, directory_add_api_key, directory_begin_session, directory_begin_operator_session, directory_end_session, directory_end_sessions_of,
  directory_claim_number, directory_release_number TO sigfollow_app;
GRANT EXECUTE ON FUNCTION directory_tenants, directory_tenants_with_numbers TO sigfollow_relay;
