/**
 * Loaded before a server that is measured: counts what is handed to node-postgres, whoever hands it, and says so with
 * the process's own CPU and memory when it is asked. Works for any checkout: it finds that one's node-postgres itself.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const counted = { statements: 0, commits: 0 };
/** Of each statement how often it came; kept only when it is asked for. */
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
// Being asked is no reason to live on.
process.channel?.unref?.();

function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
