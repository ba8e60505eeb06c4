/** How a local server is started on a port that cannot be reserved for it. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DRAWN_PORTS, freePort } from '../../ops/local/ports.ts';
import { EndedAtOnceError, startOnPort, untilReady } from '../../ops/local/server.ts';
import { eventually } from '../support/eventually.ts';
import { atFileEnd } from '../support/running-test.ts';

const LISTENS = 'require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1")';
const HANGS = 'setInterval(() => {}, 1_000)';
const DIES = 'console.error("no disk for me"); process.exit(3)';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sigfollow-servers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(program: string, port: number): { child: ChildProcess; logFile: string } {
  const logFile = join(folder, `${port}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['-e', program, String(port)], { stdio: ['ignore', log, log] });
  closeSync(log);
  atFileEnd(() => Promise.resolve(void child.kill('SIGKILL')));
  return { child, logFile };
}

const listensAt = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  atFileEnd(() => Promise.resolve(void server.close()));
  return server;
}

describe('a port', () => {
  test('is never one that the system gives to outgoing connections', async () => {
    expect(DRAWN_PORTS.below).toBeGreaterThan(DRAWN_PORTS.from);
    const range = '/proc/sys/net/ipv4/ip_local_port_range';
    if (existsSync(range))
      expect(DRAWN_PORTS.below).toBeLessThanOrEqual(Number(readFileSync(range, 'utf8').split(/\s+/)[0]));
    for (let draw = 0; draw < 50; draw++) {
      const port = await freePort();
      expect(port).toBeGreaterThanOrEqual(DRAWN_PORTS.from);
      expect(port).toBeLessThan(DRAWN_PORTS.below);
    }
  });

  test('is the wanted one where that is free, and another where it is not', async () => {
    const wanted = await freePort();
    expect(await freePort(wanted)).toBe(wanted);
    await occupy(wanted);
    expect(await freePort(wanted)).not.toBe(wanted);
  });
});

describe('a server', () => {
  test('whose port is taken before it listens is started on another', async () => {
    const ports: number[] = [];
    const started = await startOnPort(undefined, async port => {
      ports.push(port);
      if (ports.length === 1) await occupy(port);
      const { child, logFile } = run(LISTENS, port);
      // The taken port answers, too: who listens there is not asked before our own has had the time to end.
      await (ports.length === 1 ? once(child, 'exit') : undefined);
      await untilReady({ name: 'The server', child, answers: () => listensAt(port), logFile, limitMs: 60_000 });
      return port;
    });
    expect(ports).toHaveLength(2);
    expect(started).toBe(ports[1]);
  });

  test('that ends at once each time is given up after three, with its last words', async () => {
    let starts = 0;
    const failure = await startOnPort(undefined, async port => {
      starts += 1;
      const { child, logFile } = run(DIES, port);
      await untilReady({ name: 'The server', child, answers: () => Promise.resolve(false), logFile, limitMs: 60_000 });
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EndedAtOnceError);
    expect((failure as Error).message).toMatch(/^The server ended at once: no disk for me \(.+\.log\)$/);
    expect(starts).toBe(3);
  });

  test('whose program is not there says so', async () => {
    const child = spawn(join(folder, 'no-such-program'), [], { stdio: 'ignore' });
    const failure = await untilReady({
      name: 'The server',
      child,
      answers: () => Promise.resolve(false),
      limitMs: 60_000,
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EndedAtOnceError);
    expect((failure as EndedAtOnceError).cause).toMatchObject({ code: 'ENOENT' });
  });

  test('that does not answer is not left behind, and is not started anew', async () => {
    let starts = 0;
    let hanging: ChildProcess | undefined;
    const failure = await startOnPort(undefined, async port => {
      starts += 1;
      const { child, logFile } = run(HANGS, port);
      hanging = child;
      await untilReady({ name: 'The server', child, answers: () => listensAt(port), logFile, limitMs: 300 });
    }).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/The server does not answer/);
    expect(failure).not.toBeInstanceOf(EndedAtOnceError);
    expect(starts).toBe(1);
    await eventually(() => hanging!.signalCode, 'the end of the server that hangs', {
      until: seen => seen === 'SIGKILL',
    });
  });
});
