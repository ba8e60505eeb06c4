/**
 * Preloaded into a measured server (`--import`): counts all statements passed to node-postgres and reports them, with
 * the CPU time and memory of the process, when it gets the message `{ meter: 'read' }`. Works for any checkout, because
 * it resolves node-postgres from the working directory.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const counted = { statements: 0, commits: 0 };
/** How often each statement was passed; counted only when METER_TEXTS is set. */
const byText = process.env.METER_TEXTS === undefined ? null : new Map();

const { Client } = createRequire(join(process.cwd(), 'package.json'))('pg');
const query = Client.prototype.query;
Client.prototype.query = function (config, ...rest) {
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  counted.statements += config?.statements ?? 1;
  if (/^\s*commit/i.test(text)) counted.commits += 1;
  if (byText !== null) byText.set(text, (byText.get(text) ?? 0) + 1);
  return query.call(this, config, ...rest);
};

process.on('message', message => {
  if (message?.meter !== 'read') return;
  process.send?.({
    meter: {
      cpuMicros: cpu(),
      residentBytes: process.memoryUsage.rss(),
      ...counted,
      texts: byText === null ? null : [...byText],
    },
  });
});
// The IPC channel must not keep the process alive.
process.channel?.unref?.();

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
