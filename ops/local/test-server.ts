/** Temporal's time-skipping test server: the SDK's download, else the Java server from Maven Central with its dependencies. */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { hasTool, runSlowly } from './run-tool.ts';

const VERSION = '1.38.0';

/** How to start the server, or why it cannot be had here. */
export type TestServer = { readonly kind: 'download' } | { readonly kind: 'java'; readonly path: string } | { readonly kind: 'missing'; readonly why: string };

/** @param canDownload whether the SDK's own download was seen to work. */
export async function findTestServer(canDownload: () => Promise<boolean>, say: (line: string) => void): Promise<TestServer> {
  const folder = cacheDir('temporal-test-server', VERSION);
  const script = join(folder, 'temporal-test-server');
  if (existsSync(script) && hasTool('java', ['-version'])) return { kind: 'java', path: script };
  if (await canDownload()) return { kind: 'download' };
  if (!hasTool('java', ['-version'])) return { kind: 'missing', why: 'the time-skipping test server could not be downloaded, and there is no Java to run the one from Maven Central: install a JRE (17 or newer) and Maven' };
  if (!hasTool('mvn', ['-v'])) return { kind: 'missing', why: 'the time-skipping test server could not be downloaded, and there is no Maven to fetch the Java one: install Maven' };
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'pom.xml'), POM);
  say('Fetching the time-skipping test server from Maven Central …');
  const failure = await runSlowly('mvn', ['-q', '-B', '-f', join(half, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(half, 'jars')}`], {}, say, 'Fetching the test server', 'under a minute');
  if (failure !== null || readdirSync(join(half, 'jars')).length === 0) {
    rmSync(half, { recursive: true, force: true });
    return { kind: 'missing', why: `Maven could not fetch the time-skipping test server: ${failure ?? 'no files'}` };
  }
  writeFileSync(join(half, 'temporal-test-server'), SCRIPT);
  chmodSync(join(half, 'temporal-test-server'), 0o755);
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
  return { kind: 'java', path: script };
}

const SCRIPT = '#!/bin/sh\nexec java -Xmx512m -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"\n';
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sigfollow</groupId><artifactId>test-server-classpath</artifactId><version>1</version>
  <dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>
`;
