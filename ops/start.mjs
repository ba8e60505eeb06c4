// `npm start`: everything SigFollow needs, on a machine with only Node.js.
import { bootstrap, runTypeScript } from './setup/bootstrap.mjs';

await bootstrap();
process.exitCode = await runTypeScript('ops/start/main.ts');
