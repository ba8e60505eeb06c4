/** What happens to errors that nothing handles. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { backgroundFailures, inBackground, logBackgroundFailures } from '../../config/process/background.ts';
import { eventually } from '../support/eventually.ts';
import { atFileEnd } from '../support/running-test.ts';

const PROCESS = fileURLToPath(new URL('../fixtures/processes/faulty.ts', import.meta.url));

/** Runs a process that fails in a certain way; what it logged, and how it ended. */
async function run(fault: string): Promise<{ code: number | null; lines: Record<string, unknown>[]; text: string }> {
  const child = fork(PROCESS, [fault], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  atFileEnd(() => Promise.resolve(void child.kill('SIGKILL')));
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    code,
    text,
    lines: text
      .split('\n')
      .flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [])),
  };
}

describe('an error that nobody caught', () => {
  test.each(['an error of a stream', 'a promise that nobody waited for', 'an error in a listener', 'no error at all'])(
    '%s: the process drains, ends with 1, and tells no value',
    async fault => {
      const { code, lines, text } = await run(fault);
      expect(code).toBe(1);
      expect(text).not.toContain('canary');
      expect(lines).toEqual([
        expect.objectContaining({ level: 60, msg: 'an error that nobody caught; the process ends' }),
        expect.objectContaining({ msg: 'drained' }),
      ]);
      expect(lines[0]!['kind']).toBe(
        fault === 'a promise that nobody waited for' || fault === 'no error at all'
          ? 'unhandledRejection'
          : 'uncaughtException',
      );
    },
  );

  test('a second one while the process drains changes nothing', async () => {
    const { code, lines } = await run('two errors');
    expect(code).toBe(1);
    expect(lines.map(line => line['msg'])).toEqual([
      'an error that nobody caught; the process ends',
      'an error that nobody caught; the process ends',
      'drained',
    ]);
  });

  test('one before there is anything to drain ends the process at once', async () => {
    const { code, lines, text } = await run('an early error');
    expect([code, lines.length]).toEqual([1, 1]);
    expect(text).not.toContain('canary');
  });

  test('a process that does not drain is ended all the same', async () => {
    expect(await run('an error, and nothing drains')).toMatchObject({ code: 1 });
  });
});

test('work that nobody waits for: a failure is logged, counted by its work, and ends nothing', async () => {
  const logged: unknown[] = [];
  logBackgroundFailures({ error: (...line: unknown[]) => void logged.push(line) } as never);
  const counted = async (): Promise<number> =>
    (await backgroundFailures.get()).values.find(each => each.labels['work'] === 'a test')?.value ?? 0;
  inBackground('a test', Promise.resolve('fine'));
  inBackground('a test', Promise.reject(new Error('not fine')));
  await eventually(counted, 'the failure to be counted', { until: count => count === 1 });
  expect(logged).toEqual([
    [
      { event: 'background_work_failed', work: 'a test', err: expect.objectContaining({ message: 'not fine' }) },
      'background work failed',
    ],
  ]);
});
