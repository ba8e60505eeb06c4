import type { z } from 'zod';
import type { Database } from '../../store/db/database.ts';

/** What a command works with: the database as its owner, and the time it counts as. */
export interface AdminContext {
  readonly database: Database;
  readonly ownerUrl: string;
  readonly at: number;
}

/** What came of a command. Secrets in it are nowhere afterwards. */
export interface AdminResult {
  /** For `--json`, and as lines for people. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What whoever runs it should know besides. */
  readonly notes?: readonly string[];
}

/** One command, such as `user create`. Its options are the keys of its input, in kebab-case. */
export interface Command<I = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodObject & z.ZodType<I>;
  run(context: AdminContext, input: I): Promise<AdminResult>;
}

/** Declares a command; only there to infer the types. */
export function command<I>(declared: Command<I>): Command {
  return declared;
}

/** Why a command did nothing. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  /** Stable; scripts branch on it. */
  readonly code: string;
  /** The option that is wrong. */
  readonly option: string | undefined;
  constructor(code: string, message: string, option?: string) {
    super(message);
    this.code = code;
    this.option = option;
  }
}
