import { handed } from './handed.ts';

/** Connection string of the run's PostgreSQL server, as superuser. Its database `sigfollow_template` is migrated. */
export function postgresUrl(): string {
  return handed('postgresUrl');
}
