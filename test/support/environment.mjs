/**
 * Where a test file runs: Node.js, with a signal for the test that runs now, and what has to be closed when the file is
 * over.
 *
 * A test that has run into its time limit goes on working unless somebody stops it. So its signal is aborted, and with
 * it the file's: whatever asks `eventually`, the API or the seeded generator for something then fails at once, and no
 * file works on in the time of another.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

const TIME_LIMIT = /Exceeded timeout of/;
/** How much of a failed test's log is shown, from its end. */
const LOG_BYTES = 20_000;
/** For hangs: longer than whatever is closed takes. */
const CLOSE_MS = 120_000;

export default class FileEnvironment extends TestEnvironment {
  #file = new AbortController();
  #test = null;
  #atEnd = [];
  #atFailure = [];
  #log = -1;
  #logFile;
  #logFrom = 0;
  #notClosed = [];

  constructor(config, context) {
    super(config, context);
    const folder =
      process.env['SF_TEST'] === undefined ? null : join(JSON.parse(process.env['SF_TEST']).folder, 'logs');
    if (folder !== null) mkdirSync(folder, { recursive: true });
    this.#logFile =
      folder === null
        ? null
        : join(folder, `${relative(config.projectConfig.rootDir, context.testPath).replaceAll(/[\\/]/g, '.')}.log`);
    // Set-up files of Jest run before `setup`, and modules that they import look for it once.
    this.global['sigfollowTest'] = {
      signal: () => (this.#test ?? this.#file).signal,
      atEnd: close => void this.#atEnd.push(close),
      atFailure: tell => void this.#atFailure.push(tell),
      logFile: this.#logFile,
    };
  }

  async setup() {
    await super.setup();
    if (this.#logFile !== null) this.#log = openSync(this.#logFile, 'a+');
    // The time-skipping server is started by the SDK, which passes on our environment and nothing else.
    if (this.#logFile !== null) process.env['TEMPORAL_TEST_SERVER_LOG'] = this.#logFile;
  }

  async handleTestEvent(event) {
    switch (event.name) {
      case 'hook_start':
        if (this.#test === null) this.#markLog();
        break;
      case 'test_start':
        if (!this.#file.signal.aborted) this.#test = new AbortController();
        this.#markLog();
        break;
      case 'test_fn_failure':
      case 'hook_failure':
        // Before the hooks that come after a test: they clean up what is to be seen.
        await this.#tell(event.test?.name ?? event.hook?.type ?? 'a hook');
        if (TIME_LIMIT.test(String(event.error?.message ?? event.error))) this.#giveUp();
        if (this.#test === null) this.#showLog(`${event.hook?.type ?? 'a hook'}`);
        break;
      case 'test_done':
        if (event.test.errors.length > 0) this.#showLog(event.test.name);
        this.#test?.abort(new Error('the test is over'));
        if (!this.#file.signal.aborted) this.#test = null;
        break;
      case 'run_finish':
        // Before Jest takes the modules away: what is closed may load some of its own only then.
        await this.#close();
        break;
      default:
    }
  }

  async teardown() {
    await this.#close();
    if (this.#log >= 0) closeSync(this.#log);
    await super.teardown();
    if (this.#notClosed.length > 0)
      throw new AggregateError(
        this.#notClosed,
        `what the test file started could not be closed: ${this.#notClosed.map(String).join('; ')}`,
      );
  }

  /** Closes what the file did not close itself, the newest first; what cannot be closed holds up nothing else. */
  async #close() {
    this.#file.abort(new Error('the test file is over'));
    for (const close of this.#atEnd.splice(0).reverse())
      await inTime(close).catch(error => this.#notClosed.push(error));
  }

  async #tell(name) {
    for (const tell of this.#atFailure)
      await inTime(tell).then(
        text => process.stderr.write(`\nWhere “${name}” failed:\n${text}\n`),
        error => process.stderr.write(`\nWhere “${name}” failed cannot be told: ${error}\n`),
      );
  }

  #giveUp() {
    const why = new Error('this test, or what came before it, ran into its time limit');
    this.#file.abort(why);
    this.#test?.abort(why);
  }

  #markLog() {
    this.#logFrom = this.#log < 0 ? 0 : fstatSync(this.#log).size;
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

/** @throws when it is not closed in time. */
async function inTime(close) {
  let timer;
  const late = new Promise(
    (_resolve, reject) =>
      (timer = setTimeout(() => reject(new Error(`did not end within ${CLOSE_MS / 1_000} s: ${close}`)), CLOSE_MS)),
  );
  try {
    return await Promise.race([close(), late]);
  } finally {
    clearTimeout(timer);
  }
}
