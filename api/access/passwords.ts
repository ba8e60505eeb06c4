import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's default). OWASP ASVS 5.0 appendix C: at least m=19456 KiB, t=2, p=1. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashing is expensive by design: about so many run at a time, the others wait. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function limited<T>(work: () => Promise<T>): Promise<T> {
  // Who waits is given the place of one that is done: nobody comes in between.
  if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** The Argon2id hash of a password, with its salt and parameters, as it is stored. */
export function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, OPTIONS));
}

let dummy: Promise<string> | undefined;

/**
 * Whether a password fits a stored hash. Without a hash (unknown user) the answer is false after the same work, so that
 * the time does not tell who exists.
 */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await (dummy ??= hashPassword('nobody has this password')));
  const fits = await limited(() => verify(against, password).catch(() => false));
  return fits && stored !== null;
}
