/**
 * `npm run admin -- COMMAND …`: sets up a production installation and manages its users and API keys. It never prompts;
 * `--json` prints the result as JSON. It connects as the owner of the database (`OWNER_DATABASE_URL`), never as the
 * application's role.
 */
import { runCommandLine } from './command-line.ts';

const { exitCode, out, error } = await runCommandLine(process.argv.slice(2), process.env);
if (out !== '') console.log(out);
if (error !== '') console.error(error);
process.exitCode = exitCode;
