/**
 * `npm run admin -- COMMAND …`: begins a real installation and keeps its people and keys. It asks nothing; `--json`
 * prints what came of it as JSON. It works as the database's owner (`OWNER_DATABASE_URL`), never as the application.
 */
import { runCommandLine } from './command-line.ts';

const { exitCode, out, error } = await runCommandLine(process.argv.slice(2), process.env);
if (out !== '') console.log(out);
if (error !== '') console.error(error);
process.exitCode = exitCode;
