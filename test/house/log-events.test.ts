/** The runbook explains every event of the log: what it means and what to do. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';

const FLOORS = ['api', 'activities', 'config', 'store', 'temporal', 'workers'];
const sources = FLOORS.flatMap(floor =>
  readdirSync(join(root, floor), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.startsWith('generated'))
    .map(file => readFileSync(join(root, floor, file), 'utf8')),
);
/** An event stands in a call of the log; messages of WhatsApp's have one, too, and are none. */
const LOGGED = /\blog\??\.(?:debug|info|warn|error|fatal)\(\s*\{\s*event: '([a-z_]+)'|\{ event: '(temporal_sdk)'/g;

test('the runbook lists every event that is logged, and no other', () => {
  const logged = new Set(sources.flatMap(text => [...text.matchAll(LOGGED)].map(match => match[1] ?? match[2]!)));
  const listed = [
    ...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(
      /^\| `([a-z_]+)` +\| (?:debug|info|warn|error|fatal)/gm,
    ),
  ];
  expect(listed.map(match => match[1]).sort()).toEqual([...logged].sort());
  expect(logged.size).toBeGreaterThan(20);
});
