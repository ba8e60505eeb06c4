import type { z } from 'zod';
import type { Database } from '../../store/db/database.ts';

/** What a command works with: the database, connected as its owner, and the current time. */
export interface AdminContext {
  readonly database: Database;
  readonly ownerUrl: string;
  /** When the command runs, in milliseconds since the epoch. */
  readonly at: number;
}

/** Result of a command. Secrets in it (passwords, API keys) are shown this once and stored only as hashes. */
export interface AdminResult {
  /** Printed as JSON with `--json`, otherwise as `key: value` lines. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Further notes for the person who ran the command. */
  readonly notes?: readonly string[];
}

/** One command, such as `user create`. Its command-line options are the keys of `input`, in kebab-case. */
export interface Command<I = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodObject & z.ZodType<I>;
  run(context: AdminContext, input: I): Promise<AdminResult>;
}

/** Declares a command; exists only so that TypeScript infers the type of its input. */
export function command<I>(declared: Command<I>): Command {
  return declared;
}

/** A command failed and changed nothing; the message is meant for the person who ran it. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  /** Stable across releases, so that scripts can branch on it. */
  readonly code: string;
  /** The command-line option at fault, in kebab-case without dashes; undefined when none is. */
  readonly option: string | undefined;
  constructor(code: string, message: string, option?: string) {
    super(message);
    this.code = code;
    this.option = option;
  }
}
