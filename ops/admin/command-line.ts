/** Command line of `npm run admin`: parses the arguments, runs the command and formats its result. */
import { parseArgs } from 'node:util';
import type { ZodType } from 'zod';
import { Database, sqlState } from '../../store/db/database.ts';
import { withClient } from '../database-setup.ts';
import { readOwnerUrl } from '../owner-url.ts';
import type { AdminResult, Command } from './command.ts';
import { AdminError } from './command.ts';
import { COMMANDS } from './commands.ts';

const [FAILED, WRONG_USAGE] = [1, 2];
const LIMITS = { poolSize: 2, maxWaitMs: 10_000, timeoutMs: 30_000 };
const kebab = (key: string): string => key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
const optionsOf = ({ input }: Command): [string, ZodType][] => Object.entries<ZodType>(input.shape);

/** The command line itself is wrong. Its message contains the usage text. */
class UsageError extends AdminError {}

/** Exit code and output of one command line. */
export interface Outcome {
  readonly exitCode: number;
  /** Text for standard output; `error` is the text for standard error. Either may be empty. */
  readonly out: string;
  readonly error: string;
}

/**
 * Runs one command line and returns what to print. Never throws: failures are reported in the outcome, with `--json` as
 * `{ error: { code, message, option } }` on standard output.
 *
 * Exit codes: 0 the command succeeded, 1 it failed and changed nothing, 2 it was called incorrectly.
 * @param args the command line without `node` and the script, such as `['user', 'create', '--tenant', …]`.
 * @param env has `OWNER_DATABASE_URL` and, optionally, `ALLOW_INSECURE_SETTINGS`.
 */
export async function runCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const asJson = args.includes('--json');
  try {
    const { command, input } = read(args);
    return { exitCode: 0, out: words(await run(command, input, env), asJson), error: '' };
  } catch (error) {
    const known = error instanceof AdminError ? error : explained(error);
    const exitCode = error instanceof UsageError ? WRONG_USAGE : FAILED;
    return asJson
      ? {
          exitCode,
          out: JSON.stringify({ error: { code: known.code, message: known.message, option: known.option ?? null } }),
          error: '',
        }
      : { exitCode, out: '', error: known.message };
  }
}

function read(args: readonly string[]): { command: Command; input: unknown } {
  const command = COMMANDS.find(
    each =>
      each.name ===
      args
        .filter(arg => !arg.startsWith('-'))
        .slice(0, 2)
        .join(' '),
  );
  if (command === undefined || args.includes('--help'))
    throw new UsageError('usage', usage(command === undefined ? COMMANDS : [command]));
  const options: Record<string, { type: 'string' | 'boolean' }> = {
    ...Object.fromEntries(optionsOf(command).map(([key]) => [kebab(key), { type: 'string' }])),
    json: { type: 'boolean' },
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (positionals.length !== 2) throw new Error(`Unexpected argument '${positionals[2] ?? ''}'`);
    const given: Record<string, unknown> = Object.fromEntries(
      optionsOf(command).map(([key]) => [key, values[kebab(key)]]),
    );
    const parsed = command.input.safeParse(given);
    if (parsed.success) return { command, input: parsed.data };
    const issue = parsed.error.issues[0];
    const option = kebab(String(issue?.path[0] ?? ''));
    throw new UsageError(
      'invalid_option',
      `--${option}: ${given[String(issue?.path[0])] === undefined ? 'is needed' : (issue?.message ?? 'is wrong')}\n${usage([command])}`,
      option,
    );
  } catch (error) {
    if (error instanceof AdminError) throw error;
    throw new UsageError('usage', `${error instanceof Error ? error.message : String(error)}\n${usage([command])}`);
  }
}

function usage(commands: readonly Command[]): string {
  const lines = commands.map(command => {
    const options = optionsOf(command)
      .map(([key, schema]) => (schema.safeParse(undefined).success ? ` [--${kebab(key)} …]` : ` --${kebab(key)} …`))
      .join('');
    const about =
      commands.length > 1
        ? []
        : optionsOf(command).flatMap(([key, schema]) =>
            schema.meta()?.description === undefined
              ? []
              : [`    --${kebab(key)}: ${schema.meta()?.description ?? ''}`],
          );
    return [`  ${command.name}${options}`, `      ${command.summary}`, ...about].join('\n');
  });
  return [
    'npm run admin -- COMMAND … [--json]',
    '',
    ...lines,
    '',
    'OWNER_DATABASE_URL is the database, as its owner (sigfollow_owner).',
  ].join('\n');
}

async function run(command: Command, input: unknown, env: NodeJS.ProcessEnv): Promise<AdminResult> {
  const ownerUrl = ownerUrlOf(env);
  if (command.name !== 'database migrate') await requireOwner(ownerUrl);
  const database = new Database({ url: ownerUrl, ...LIMITS });
  try {
    return await command.run({ database, ownerUrl, at: Date.now() }, input);
  } finally {
    await database.close();
  }
}

/** @throws AdminError (`settings`) that names the environment variable at fault. */
function ownerUrlOf(env: NodeJS.ProcessEnv): string {
  const read = readOwnerUrl(env);
  if ('fault' in read) throw new AdminError('settings', read.fault);
  return read.url;
}

/** @throws AdminError when the tables do not exist, or when the connecting role does not own them. */
async function requireOwner(url: string): Promise<void> {
  const owns = await withClient(url, async client => {
    const { rows } = await client.query<{ owns: boolean | null }>(
      `
        SELECT pg_has_role(current_user, relowner, 'USAGE') AS owns
        FROM pg_class
        WHERE oid = to_regclass('public.tenant')`,
    );
    return rows[0]?.owns ?? null;
  });
  if (owns === null)
    throw new AdminError('not_migrated', 'The database has no tables yet: npm run admin -- database migrate');
  if (!owns)
    throw new AdminError(
      'not_the_owner',
      'OWNER_DATABASE_URL must be of the role that owns the tables (sigfollow_owner), not of the application.',
    );
}

/**
 * Turns an unexpected error into an AdminError that keeps its message only, without a database error's other fields.
 */
function explained(error: unknown): AdminError {
  const state = sqlState(error);
  if (state === '42P01' || state === '42703')
    return new AdminError('not_migrated', 'The database is older than this version: npm run admin -- database migrate');
  return new AdminError('failed', error instanceof Error ? error.message : String(error));
}

function words({ values, notes = [] }: AdminResult, asJson: boolean): string {
  if (asJson) return JSON.stringify({ ...values, notes });
  const listed = (value: unknown): string =>
    Array.isArray(value)
      ? value.map(each => `\n  ${typeof each === 'string' ? each : JSON.stringify(each)}`).join('')
      : String(value);
  return [...Object.entries(values).map(([key, value]) => `${key}: ${listed(value)}`), ...notes].join('\n');
}
