// `npm test`: runs all checks and tests, also on a fresh clone. `npm test -- PATTERN` runs matching test files only.
import { bootstrap, runTypeScript } from './setup/bootstrap.mjs';

await bootstrap();
process.exitCode = await runTypeScript('ops/test/main.ts');
