/** The processes that `npm start` and `npm run dev` supervise. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isAlive } from '../../ops/local/process.ts';
import { SupervisedProcess } from '../../ops/start/supervisor.ts';
import { eventually } from '../support/eventually.ts';
import { atFileEnd } from '../support/running-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervised-'));
atFileEnd(() => rm(folder, { recursive: true, force: true }));
const READY = `process.on('disconnect', () => process.exit()); process.send('ready'); setInterval(() => undefined, 1_000);`;

/** One that runs `source`, and what it was heard to say. */
function supervised(name: string, source: string, isHeard: boolean) {
  const file = join(folder, `${name}.ts`);
  const write = (text: string): void => writeFileSync(file, text);
  write(source);
  const heard: string[] = [];
  const child = new SupervisedProcess({
    name,
    file,
    env: process.env,
    logDir: folder,
    onChange: () => undefined,
    ...(isHeard ? { onTrouble: (line: string) => heard.push(line) } : {}),
  });
  atFileEnd(() => child.stop());
  return { child, write, heard };
}
const another = (child: SupervisedProcess, than: number): Promise<boolean> =>
  eventually(() => child.pid !== null && child.pid !== than && isAlive(child.pid), 'another process');

test('one that dies is there again', async () => {
  const { child } = supervised('dies', READY, false);
  await child.start();
  const before = child.pid!;
  process.kill(before, 'SIGKILL');
  expect(await another(child, before)).toBe(true);
});

test('one that is started anew has its new settings on top of the old ones', async () => {
  const { child, heard } = supervised('settings', `console.log(process.env.A, process.env.B); ${READY}`, true);
  await child.restart({ A: 'one', B: 'two' });
  const before = child.pid!;
  await child.restart({ A: 'three' });
  await eventually(() => heard.at(-1) === 'three two', 'both settings');
  expect([isAlive(before), child.pid !== before]).toEqual([false, true]);
});

test('one that cannot start is told once and waits for the next change', async () => {
  const { child, write, heard } = supervised('broken', READY, true);
  await child.start();
  write('const = ;');
  await expect(child.restart()).rejects.toThrow('broken did not start');
  const dead = child.pid;
  expect(heard.join('\n')).toContain('Expected identifier');
  const told = heard.length;
  write(READY);
  await child.restart();
  expect(isAlive(child.pid!)).toBe(true);
  expect([child.pid !== dead, heard.length]).toEqual([true, told]);
});

test('however often it is begun anew, also while it dies, there is one of it', async () => {
  const { child, heard } = supervised('often', `console.log(process.pid); ${READY}`, true);
  await child.start();
  process.kill(child.pid!, 'SIGKILL');
  await Promise.all([child.restart(), child.restart(), child.restart()]);
  const last = child.pid!;
  await child.stop();
  expect(heard).toContain(String(last));
  expect(heard.map(Number).filter(isAlive)).toEqual([]);
});

test('warnings and errors of its log are heard, and nothing else of it', async () => {
  const lines = [
    { level: 30, msg: 'started' },
    { level: 40, msg: 'slow' },
    { level: 50, msg: 'failed', err: { message: 'no bytes' } },
  ].map(line => `console.log(${JSON.stringify(JSON.stringify(line))});`);
  const { child, heard } = supervised('log', [...lines, READY].join('\n'), true);
  await child.start();
  await eventually(() => heard.length >= 2, 'what it says');
  expect(heard).toEqual(['slow', 'failed: no bytes']);
});
