/** SQL: the business hours of queue `q`: its own or, if it has none, the tenant's; NULL when it is always open. */
export const HOURS_OF_QUEUE_SQL =
  "coalesce(q.hours, (SELECT nullif(p.policy->'hours', 'null') FROM routing_policy p WHERE p.tenant_id = q.tenant_id ORDER BY p.version DESC LIMIT 1))";
