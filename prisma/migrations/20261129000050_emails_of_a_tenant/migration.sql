-- An e-mail address is one person's within a tenant, and says nothing about other tenants (decision 0024): several log-ins may
-- have the same hash. What the process before writes and looks up by the hash alone stays valid.
ALTER TABLE "directory_credential"
    DROP CONSTRAINT "directory_credential_pkey",
    ADD CONSTRAINT "directory_credential_pkey" PRIMARY KEY ("hash", "user_id");

CREATE UNIQUE INDEX directory_login_once ON directory_credential (hash, tenant_id) WHERE kind = 'login';
-- Secrets are unique, and so are the log-in names of the platform's people.
CREATE UNIQUE INDEX directory_secret_once ON directory_credential (hash) WHERE kind <> 'login' OR tenant_id IS NULL;
