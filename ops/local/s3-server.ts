/**
 * An S3-compatible server for tests (Versity Gateway, Apache-2.0) that stores objects in a folder. The program is taken
 * from the PATH or the user's cache, or built with the Go toolchain.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { endChild } from './process.ts';
import { hasTool, runSlowly } from './run-tool.ts';
import { startOnPort, untilReady } from './server.ts';

const VERSION = '1.8.0';
const START_LIMIT_MS = 20_000;

/** The server's program, or why it is not available on this machine. */
export type S3Server =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly why: string };

/** Finds or builds the server's program. @param say receives progress messages. */
export async function findS3Server(say: (line: string) => void): Promise<S3Server> {
  if (hasTool('versitygw', ['--version'])) return { kind: 'found', path: 'versitygw' };
  const folder = cacheDir('versitygw', VERSION);
  const built = join(folder, 'versitygw');
  if (existsSync(built)) return { kind: 'found', path: built };
  if (!hasTool('go', ['version']))
    return {
      kind: 'missing',
      why: 'there is no S3 server: put `versitygw` (https://github.com/versity/versitygw) on the PATH, or install the Go toolchain to build it',
    };
  mkdirSync(folder, { recursive: true });
  say('Building the S3 server with Go. This happens once and takes about two minutes.');
  const failure = await runSlowly(
    'go',
    ['install', '-ldflags', '-s -w', `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`],
    { GOBIN: folder, GOFLAGS: '-mod=mod' },
    say,
    'Building the S3 server',
    '2 minutes',
  );
  return failure === null && existsSync(built)
    ? { kind: 'found', path: built }
    : { kind: 'missing', why: `the S3 server could not be built: ${failure ?? 'no binary was made'}` };
}

export interface RunningS3 {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

/** Starts the program at `path`; the folders below `folder` are its buckets. Resolves when it answers. */
export async function startS3Server(path: string, folder: string): Promise<RunningS3> {
  mkdirSync(folder, { recursive: true });
  return startOnPort(undefined, port => startProgram(path, folder, port));
}

async function startProgram(path: string, folder: string, port: number): Promise<RunningS3> {
  const [accessKeyId, secretAccessKey] = ['test', 'test-secret-of-s3'];
  const child = spawn(path, ['--port', `127.0.0.1:${port}`, 'posix', folder], {
    stdio: 'ignore',
    env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const answers = (): Promise<boolean> =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  await untilReady({ name: 'The S3 server', child, answers, limitMs: START_LIMIT_MS });
  return { endpoint, accessKeyId, secretAccessKey, stop: () => endChild(child, 'SIGTERM', 5_000) };
}
