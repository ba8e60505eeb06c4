/**
 * Finds Temporal's time-skipping test server: the one the SDK downloads, else the Java server with its dependencies
 * from Maven Central.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { hasTool, runSlowly } from './run-tool.ts';

const VERSION = '1.38.0';

/** How to start the server, or why it is not available on this machine. */
export type TestServer =
  | { readonly kind: 'download' }
  | { readonly kind: 'java'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

/**
 * @param canDownload tries whether the SDK can download the server; called only when there is no cached Java server.
 * @param say receives progress messages.
 */
export async function findTestServer(
  canDownload: () => Promise<boolean>,
  say: (line: string) => void,
): Promise<TestServer> {
  const folder = cacheDir('temporal-test-server', VERSION);
  if (existsSync(join(folder, 'jars')) && hasTool('java', ['-version']))
    return { kind: 'java', path: writeScript(folder) };
  if (await canDownload()) return { kind: 'download' };
  if (!hasTool('java', ['-version']))
    return {
      kind: 'missing',
      why: 'the time-skipping test server could not be downloaded, and there is no Java to run the one from Maven Central: install a JRE (17 or newer) and Maven',
    };
  if (!hasTool('mvn', ['-v']))
    return {
      kind: 'missing',
      why: 'the time-skipping test server could not be downloaded, and there is no Maven to fetch the Java one: install Maven',
    };
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'pom.xml'), POM);
  say('Fetching the time-skipping test server from Maven Central …');
  const failure = await runSlowly(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(half, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(half, 'jars')}`,
    ],
    {},
    say,
    'Fetching the test server',
    'under a minute',
  );
  if (failure !== null || readdirSync(join(half, 'jars')).length === 0) {
    rmSync(half, { recursive: true, force: true });
    return { kind: 'missing', why: `Maven could not fetch the time-skipping test server: ${failure ?? 'no files'}` };
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
  return { kind: 'java', path: writeScript(folder) };
}

/** Writes the start script. Its name has a hash of its content, because another version of it may be running. */
function writeScript(folder: string): string {
  const script = join(folder, `temporal-test-server-${createHash('sha256').update(SCRIPT).digest('hex').slice(0, 8)}`);
  if (existsSync(script)) return script;
  const half = `${script}.${process.pid}`;
  writeFileSync(half, SCRIPT, { mode: 0o755 });
  renameSync(half, script);
  return script;
}

// Output goes to the file in TEMPORAL_TEST_SERVER_LOG. The JVM flags favour a quick start, as the server lives for
// seconds.
const SCRIPT =
  '#!/bin/sh\nexec java -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@" >>"${TEMPORAL_TEST_SERVER_LOG:-/dev/null}" 2>&1\n';
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sigfollow</groupId><artifactId>test-server-classpath</artifactId><version>1</version>
  <dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>
`;
