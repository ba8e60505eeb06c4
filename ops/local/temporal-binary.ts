/**
 * Finds the Temporal server, in this order: `temporal` on the PATH, the user's cache, the SDK's own download, a build
 * with the Go toolchain. Newer tags of the CLI's Go module contain `replace` directives, so `go install` refuses them.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { hasTool, runSlowly } from './run-tool.ts';

const CLI_VERSION = '1.5.1';
const DOWNLOAD_LIMIT_MS = 120_000;

class TemporalNotFoundError extends Error {
  override readonly name = 'TemporalNotFoundError';
}

/**
 * The command or path of the Temporal CLI.
 * @param say receives progress messages. @throws TemporalNotFoundError that says what to install.
 */
export async function findTemporal(say: (line: string) => void): Promise<string> {
  if (hasTool('temporal', ['--version'])) return 'temporal';
  const folder = cacheDir('temporal', CLI_VERSION);
  const built = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (existsSync(built)) return built;
  mkdirSync(folder, { recursive: true });
  const downloaded = findDownloaded(folder) ?? (await download(folder, say));
  if (downloaded !== null) return downloaded;
  if (hasTool('go', ['version'])) {
    say(`Building the Temporal server ${CLI_VERSION} with Go. This happens once and takes about 5 minutes.`);
    const failure = await runSlowly(
      'go',
      ['install', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`],
      { GOBIN: folder, GOFLAGS: '-mod=mod' },
      say,
      'Building the Temporal server',
      '5 minutes',
    );
    if (failure === null && existsSync(built)) return built;
    throw new TemporalNotFoundError(`The Temporal server could not be built:\n${failure ?? 'no binary was made'}`);
  }
  throw new TemporalNotFoundError(
    'No Temporal server was found, and it could not be downloaded. Install the Temporal CLI (https://docs.temporal.io/cli) or the Go toolchain, or set TEMPORAL_ADDRESS to a running server.',
  );
}

function findDownloaded(folder: string): string | null {
  const name = readdirSync(folder).find(
    file => file.startsWith('temporal-sdk-typescript') || file.startsWith('temporal-cli'),
  );
  return name === undefined ? null : join(folder, name);
}

/** Has the SDK start a server, for which it downloads the CLI. The server is stopped at once, the program is kept. */
async function download(folder: string, say: (line: string) => void): Promise<string | null> {
  say('Looking for the Temporal server at the SDK’s download …');
  // Imported only here, because it loads the whole SDK.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const attempt = TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', downloadDir: folder },
      ui: false,
      log: { format: 'json', level: 'fatal' },
    },
  })
    .then(async environment => {
      await environment.teardown();
      return findDownloaded(folder);
    })
    .catch(() => null);
  const found = await Promise.race([
    attempt,
    new Promise<null>(resolve => setTimeout(() => resolve(null), DOWNLOAD_LIMIT_MS).unref()),
  ]);
  if (found === null) say('The download is not possible here.');
  return found;
}
