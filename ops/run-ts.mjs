// Runs a TypeScript file of the project: `node ops/run-ts.mjs FILE [arguments]`.
import { bootstrap, runTypeScript } from './setup/bootstrap.mjs';

const [file = '', ...args] = process.argv.slice(2);
await bootstrap();
process.exitCode = await runTypeScript(file, args);
