import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/conversation/search-attribute-types.ts';
import { endChild, endWithUs } from './process.ts';
import { freePort } from './ports.ts';
import { startOnPort, untilReady } from './server.ts';
import { findTemporal } from './temporal-binary.ts';

export interface LocalTemporal {
  /** Host and port of the gRPC interface. */
  readonly address: string;
  readonly uiUrl: string | null;
  readonly pid: number;
  /** Resolves when the server's process has exited, for whatever reason. */
  readonly gone: Promise<void>;
  stop(): Promise<void>;
}

export interface LocalTemporalOptions {
  /** SQLite file that survives restarts; null to keep everything in memory. */
  readonly databaseFile: string | null;
  readonly port?: number;
  /** Null starts no UI; undefined starts it on any free port. */
  readonly uiPort?: number | null;
  /** URL of the codec server that the UI uses to decrypt payloads. */
  readonly codecEndpoint?: string;
  readonly logFile: string;
  readonly say: (line: string) => void;
}

const START_LIMIT_MS = 90_000;

const SEARCH_ATTRIBUTES = Object.entries(SEARCH_ATTRIBUTE_TYPES).flatMap(([name, type]) => [
  '--search-attribute',
  `${name}=${type}`,
]);

/**
 * Starts a Temporal development server with SigFollow's search attributes; resolves when its default namespace answers.
 */
export async function startTemporal(options: LocalTemporalOptions): Promise<LocalTemporal> {
  const binary = await findTemporal(options.say);
  return startOnPort(options.port, port => startProgram(binary, port, options));
}

async function startProgram(binary: string, port: number, options: LocalTemporalOptions): Promise<LocalTemporal> {
  const httpPort = await freePort();
  const uiPort = options.uiPort === null ? null : await freePort(options.uiPort);
  const args = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--http-port',
    String(httpPort),
    '--log-level',
    'error',
    ...SEARCH_ATTRIBUTES,
    ...(uiPort === null ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    // With these two pragmas the file is as fast as memory and still survives a kill of the process.
    ...(options.databaseFile === null
      ? []
      : [
          '--db-filename',
          options.databaseFile,
          '--sqlite-pragma',
          'journal_mode=wal',
          '--sqlite-pragma',
          'synchronous=normal',
        ]),
    ...(options.codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', options.codecEndpoint]),
    '--dynamic-config-value',
    'system.enableActivityEagerExecution=true',
    '--dynamic-config-value',
    'system.forceSearchAttributesCacheRefreshOnRead=true',
  ];
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const child = spawn(binary, args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  endWithUs(child, 'SIGTERM');
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const address = `127.0.0.1:${port}`;
  await untilReady({
    name: 'The Temporal server',
    child,
    answers: () => namespaceAnswers(`http://127.0.0.1:${httpPort}`),
    logFile: options.logFile,
    limitMs: START_LIMIT_MS,
  });
  return {
    address,
    uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}`,
    pid: child.pid ?? 0,
    gone,
    stop: () => endChild(child, 'SIGTERM', 15_000),
  };
}

/** Asks over HTTP, so that the calling process need not load the SDK. */
async function namespaceAnswers(httpUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${httpUrl}/api/v1/namespaces/default`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
