-- Who asks, by one statement: the session or key, and the person or key it belongs to. The owner, as whom the directory's
-- functions run, may therefore read people and keys of all tenants. Nobody logs in as the owner but to migrate, and each of
-- its functions names the tenant it is about (decision 0024).
CREATE POLICY directory_reads ON app_user FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY directory_reads ON api_key FOR SELECT TO CURRENT_USER USING (true);

-- Who the session or key with this hash belongs to: not when disabled, or revoked. Without a tenant it is an operator.
CREATE FUNCTION directory_principal_of(wanted bytea, wanted_kind text)
  RETURNS TABLE (tenant_id uuid, id uuid, role text, name text, csrf_hash bytea, expires_at timestamptz, must_change_password boolean)
  LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT c.tenant_id, c.user_id, coalesce(u.role, k.role, ''SUPER_ADMIN''), coalesce(u.name, k.name, o.name), c.csrf_hash, c.expires_at, coalesce(u.one_time_until, o.one_time_until) IS NOT NULL
      FROM public.directory_credential c
      LEFT JOIN public.app_user u ON c.kind = ''session'' AND u.tenant_id = c.tenant_id AND u.id = c.user_id AND u.disabled_at IS NULL
      LEFT JOIN public.api_key k ON c.kind = ''api_key'' AND k.tenant_id = c.tenant_id AND k.id = c.user_id AND k.revoked_at IS NULL
      LEFT JOIN public.platform_user o ON c.tenant_id IS NULL AND o.id = c.user_id AND o.disabled_at IS NULL
      WHERE c.hash = wanted AND c.kind = wanted_kind AND c.kind IN (''session'', ''api_key'') AND num_nonnulls(u.id, k.id, o.id) = 1';
REVOKE ALL ON FUNCTION directory_principal_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_principal_of TO sigfollow_app;
