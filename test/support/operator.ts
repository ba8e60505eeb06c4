import { createPlatformUser } from '../../prisma/seed.ts';
import { Database } from '../../store/db/database.ts';
import type { TestDatabase } from './database.ts';

/** Creates an operator of the platform, as the owner of the database; no other role may. */
export function createOperator(
  db: Pick<TestDatabase, 'ownerUrl'>,
  email: string,
  password?: string,
): Promise<{ email: string; password: string }> {
  return asOwner(db, owner => createPlatformUser(owner, email, 'Olga Operator', Date.now(), password));
}

/** Runs `work` with a connection as the owner of the database. */
export async function asOwner<T>(
  db: Pick<TestDatabase, 'ownerUrl'>,
  work: (owner: Database) => Promise<T>,
): Promise<T> {
  const owner = new Database({ url: db.ownerUrl, poolSize: 1, maxWaitMs: 600_000, timeoutMs: 600_000 });
  try {
    return await work(owner);
  } finally {
    await owner.close();
  }
}
