/**
 * Jest reporter: prints a line per test file, the details of failures, and the slowest files at the end. The results
 * are written as JSON to the file named by JEST_REPORT (ops/test/jest.ts reads it).
 */
import { writeFileSync } from 'node:fs';

const SLOWEST = 10;
const SECOND = 1_000;

export default class Reporter {
  #root;
  #files = [];

  constructor(globalConfig) {
    this.#root = globalConfig.rootDir;
  }

  onTestFileResult(_test, result) {
    const file = result.testFilePath.slice(this.#root.length + 1);
    const seconds = (result.perfStats.runtime / SECOND).toFixed(1);
    const failed = result.testExecError !== undefined || result.numFailingTests > 0;
    this.#files.push({ file, runtime: result.perfStats.runtime, failed });
    const count = `${result.testResults.length} test${result.testResults.length === 1 ? '' : 's'}`;
    say(`${failed ? '✗' : '✓'} ${file} (${count}, ${seconds} s)`);
    if (!failed) return;
    for (const line of result.console ?? []) say(`  console.${line.type}: ${line.message}`);
    say(result.failureMessage ?? String(result.testExecError?.stack ?? result.testExecError?.message));
  }

  onRunComplete(
    _contexts,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites, testResults },
  ) {
    this.#writeReport({
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests + numTodoTests,
      failures: testResults.flatMap(file =>
        file.testExecError !== undefined
          ? [{ name: file.testFilePath, message: file.failureMessage ?? '' }]
          : file.testResults
              .filter(test => test.status === 'failed')
              .map(test => ({ name: test.fullName, message: test.failureMessages.join('\n') })),
      ),
    });
    const slowest = [...this.#files].sort((a, b) => b.runtime - a.runtime).slice(0, SLOWEST);
    say(
      `• The slowest files:\n${slowest.map(({ file, runtime }) => `  ${(runtime / SECOND).toFixed(1).padStart(6)} s  ${file}`).join('\n')}`,
    );
    const failed = this.#files.filter(each => each.failed).map(each => each.file);
    const settings = ['SEED', 'TEST_SIZE']
      .filter(name => process.env[name] !== undefined)
      .map(name => `${name}=${process.env[name]} `)
      .join('');
    if (failed.length > 0) say(`• Failed. The same chances again: ${settings}npm test -- ${failed.join(' ')}`);
  }

  #writeReport(report) {
    if (process.env['JEST_REPORT'] !== undefined) writeFileSync(process.env['JEST_REPORT'], JSON.stringify(report));
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
