/**
 * `npm run migrate`: brings the database of `OWNER_DATABASE_URL` (role `sigfollow_owner`) to this release's schema, on
 * which processes of the previous release keep running. `npm run migrate -- --contract` removes what only the previous
 * release needed; run it once none of its processes is left.
 */
import { parseArgs } from 'node:util';
import { migrate, waitingContractSteps } from './migrate.ts';
import { readOwnerUrl } from './owner-url.ts';

const { values } = parseArgs({ options: { contract: { type: 'boolean', default: false } } });
const read = readOwnerUrl(process.env);
if ('fault' in read) {
  console.error(read.fault);
  process.exit(1);
}
const { url } = read;
const applied = await migrate(url, { contract: values.contract });
console.log(applied.length === 0 ? 'Nothing to migrate.' : `Migrated:\n${applied.map(name => `  ${name}`).join('\n')}`);
const waiting = await waitingContractSteps(url);
if (waiting.length > 0) {
  console.log(
    `Waiting until no process of the release before runs:\n${waiting.map(name => `  ${name}`).join('\n')}\nThen: npm run migrate -- --contract`,
  );
}
