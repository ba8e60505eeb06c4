/**
 * Where a test file runs: Node.js, with a signal for the test that runs now, and what has to be closed when the file is over.
 *
 * A test that has run into its time limit goes on working unless somebody stops it. So its signal is aborted, and stays so
 * for the rest of the file: whatever asks `eventually`, the API or the seeded generator for something then fails at once,
 * and no file works on in the time of another.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

const TIME_LIMIT = /Exceeded timeout of/;
/** How much of a failed test's log is shown, from its end. */
const LOG_BYTES = 20_000;

export default class FileEnvironment extends TestEnvironment {
  #file = new AbortController();
  #test = null;
  #over = false;
  #atEnd = [];
  #log = -1;
  #logFile;
  #logFrom = 0;

  constructor(config, context) {
    super(config, context);
    const folder = process.env['SF_TEST'] === undefined ? null : join(JSON.parse(process.env['SF_TEST']).folder, 'logs');
    if (folder !== null) mkdirSync(folder, { recursive: true });
    this.#logFile = folder === null ? null : join(folder, `${basename(context.testPath)}.log`);
  }

  async setup() {
    await super.setup();
    if (this.#logFile !== null) this.#log = openSync(this.#logFile, 'a+');
    // The time-skipping server is started by the SDK, which passes on our environment and nothing else.
    if (this.#logFile !== null) process.env['TEMPORAL_TEST_SERVER_LOG'] = this.#logFile;
    this.global['sigfollowTest'] = { signal: () => (this.#test ?? this.#file).signal, atEnd: close => void this.#atEnd.push(close), logFile: this.#logFile };
  }

  handleTestEvent(event) {
    switch (event.name) {
      case 'test_start':
        if (!this.#over) this.#test = new AbortController();
        this.#logFrom = this.#log < 0 ? 0 : fstatSync(this.#log).size;
        break;
      case 'test_fn_failure':
      case 'hook_failure':
        if (TIME_LIMIT.test(String(event.error?.message ?? event.error))) this.#giveUp();
        break;
      case 'test_done':
        if (event.test.errors.length > 0) this.#showLog(event.test.name);
        this.#test?.abort(new Error('the test is over'));
        if (!this.#over) this.#test = null;
        break;
      default:
    }
  }

  /** Closes what the file did not close itself, the newest first. */
  async teardown() {
    for (const close of this.#atEnd.reverse()) await close();
    if (this.#log >= 0) closeSync(this.#log);
    await super.teardown();
  }

  #giveUp() {
    this.#over = true;
    this.#test?.abort(new Error('this test, or one before it, ran into its time limit'));
  }

  #showLog(name) {
    if (this.#log < 0) return;
    const size = fstatSync(this.#log).size;
    const from = Math.max(this.#logFrom, size - LOG_BYTES);
    const bytes = Buffer.alloc(size - from);
    readSync(this.#log, bytes, 0, bytes.length, from);
    if (bytes.length > 0) process.stderr.write(`\nLog of “${name}”:\n${bytes.toString()}\n`);
  }
}
