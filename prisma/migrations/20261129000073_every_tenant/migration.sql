-- Every tenant, for sweeps: also one that has disconnected its last number, or in which nobody can log in any more. What it kept
-- has deadlines all the same.
CREATE POLICY directory_reads ON tenant FOR SELECT TO CURRENT_USER USING (true);
CREATE OR REPLACE FUNCTION directory_tenants() RETURNS SETOF uuid
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT t.id FROM public.tenant t ORDER BY 1';
