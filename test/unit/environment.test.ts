/** The environment of test files: the tests' signals, and what is closed at the end of the file. */
import { afterEach, describe, expect, test } from '@jest/globals';
import FileEnvironment from '../support/environment.mjs';
import { testSignal } from '../support/running-test.ts';

type Running = { signal(): AbortSignal; atEnd(close: () => Promise<void>): void };

const made: FileEnvironment[] = [];
afterEach(async () => {
  for (const each of made.splice(0)) await each.teardown().catch(() => undefined);
});

async function environment(): Promise<{ environment: FileEnvironment; running: Running }> {
  const file = new FileEnvironment(
    { projectConfig: { rootDir: '/', globals: {}, testEnvironmentOptions: {} }, globalConfig: {} },
    { testPath: `/environment.${made.length}`, console, docblockPragmas: {} },
  );
  made.push(file);
  await file.setup();
  return { environment: file, running: (file.global as unknown as { sigfollowTest: Running }).sigfollowTest };
}
const overtime = { error: new Error('Exceeded timeout of 5 ms for a test.') };
const started = { name: 'test_start' };
const ended = (...errors: unknown[]) => ({ name: 'test_done', test: { name: 'a test', errors } });

describe('a test’s signal', () => {
  test('is known to what was imported before the file was set up', () =>
    expect(testSignal()).toBe((globalThis as unknown as { sigfollowTest: Running }).sigfollowTest.signal()));

  test('is aborted when the test ends, and the next one has its own', async () => {
    const { environment: file, running } = await environment();
    await file.handleTestEvent(started);
    const first = running.signal();
    expect(first.aborted).toBe(false);
    await file.handleTestEvent(ended());
    expect([first.aborted, running.signal().aborted]).toEqual([true, false]);
    await file.handleTestEvent(started);
    expect(running.signal().aborted).toBe(false);
  });

  test.each(['test_fn_failure', 'hook_failure'])(
    'after a time limit (%s) it stays aborted to the end of the file',
    async name => {
      const { environment: file, running } = await environment();
      if (name === 'test_fn_failure') await file.handleTestEvent(started);
      await file.handleTestEvent({ name, ...overtime, hook: { type: 'beforeAll' } });
      expect(running.signal().aborted).toBe(true);
      if (name === 'test_fn_failure') await file.handleTestEvent(ended(overtime.error));
      await file.handleTestEvent(started);
      expect(running.signal().aborted).toBe(true);
    },
  );

  test('an ordinary failure aborts nothing but its own test', async () => {
    const { environment: file, running } = await environment();
    await file.handleTestEvent(started);
    await file.handleTestEvent({ name: 'test_fn_failure', error: new Error('not equal') });
    expect(running.signal().aborted).toBe(false);
    await file.handleTestEvent(ended());
    expect(running.signal().aborted).toBe(false);
  });
});

test('what a file started is closed at its end, the newest first; what fails is told and holds up nothing', async () => {
  const { environment: file, running } = await environment();
  const closed: string[] = [];
  for (const name of ['database', 'stack', 'row'])
    running.atEnd(
      () => (closed.push(name), name === 'stack' ? Promise.reject(new Error('it hangs')) : Promise.resolve()),
    );
  const signal = running.signal();
  // While modules can still be loaded; what was closed then is not closed again.
  await file.handleTestEvent({ name: 'run_finish' });
  expect([closed, signal.aborted]).toEqual([['row', 'stack', 'database'], true]);
  await expect(file.teardown()).rejects.toThrow('it hangs');
  expect(closed).toHaveLength(3);
});

test('a file that could not begin closes what it started, too', async () => {
  const { environment: file, running } = await environment();
  let closed = 0;
  running.atEnd(() => Promise.resolve(void (closed += 1)));
  await file.teardown();
  expect(closed).toBe(1);
});
