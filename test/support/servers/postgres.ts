import { handed } from './handed.ts';

/** The PostgreSQL server of this run, as its administrator; `sigfollow_template` there is migrated. */
export function postgresUrl(): string {
  return handed('postgresUrl');
}
