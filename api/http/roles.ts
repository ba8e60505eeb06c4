/** Who works for a tenant, as a person or by a key: what platform operators may not do, and everybody else may. */
export const AGENTS_AND_ADMINS = ['TENANT_ADMIN', 'AGENT'] as const;
