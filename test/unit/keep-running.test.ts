/** Servers that `npm start` brings along, when they are killed from outside. */
import { expect, test } from '@jest/globals';
import { keepRunning } from '../../ops/start/keep-running.ts';
import { eventually } from '../support/eventually.ts';

/** Servers that end when they are told to, and starts that fail when they are told to. */
function bench() {
  const [started, said, ends]: [number[], string[], (() => void)[]] = [[], [], []];
  const state = { failing: 0, stopping: false, attempts: 0 };
  const keeping = {
    name: 'Server',
    start: () => {
      state.attempts += 1;
      if (state.failing > 0) {
        state.failing -= 1;
        return Promise.reject(new Error('the port is taken'));
      }
      return Promise.resolve({
        pid: state.attempts,
        gone: new Promise<void>(resolve => ends.push(resolve)),
        stop: () => Promise.resolve(),
      });
    },
    started: ({ pid }: { readonly pid: number }) => void started.push(pid),
    isStopping: () => state.stopping,
    say: (text: string) => void said.push(text),
    firstWaitMs: 1,
  };
  return { keeping, started, said, state, kill: () => ends.at(-1)!() };
}

test('a server that is killed is started again, each time', async () => {
  const { keeping, started, kill } = bench();
  const server = await keepRunning(keeping);
  for (const pid of [2, 3]) {
    kill();
    await eventually(() => server().pid === pid, 'the next one');
  }
  expect(started).toEqual([1, 2, 3]);
});

test('a restart that fails is told of and tried again, until it comes off', async () => {
  const { keeping, started, said, state, kill } = bench();
  await keepRunning(keeping);
  state.failing = 3;
  kill();
  await eventually(() => started.length === 2, 'the next one');
  expect([started, said.length]).toEqual([[1, 5], 3]);
  expect(said[0]).toContain('Server was ended from outside and could not be started again: Error: the port is taken');
});

test('nothing is started again at the end', async () => {
  const { keeping, started, state, kill } = bench();
  const server = await keepRunning(keeping);
  state.stopping = true;
  kill();
  await server().gone;
  await Promise.resolve();
  expect([started, state.attempts]).toEqual([[1], 1]);
});

test('a first start that fails is the caller’s', async () => {
  const { keeping, state } = bench();
  state.failing = 1;
  await expect(keepRunning(keeping)).rejects.toThrow('the port is taken');
});
