/**
 * Jest's environment for a test file: Node.js, plus an AbortSignal for the test that is running, and a list of what has
 * to be closed at the end of the file.
 *
 * Jest does not stop a test that exceeds its time limit. Its signal is therefore aborted, and with it the file's:
 * `eventually`, the HTTP client and the seeded generator then fail at once, so that the test does not keep running
 * beside the next test file.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

const TIME_LIMIT = /Exceeded timeout of/;
/** How much of a failed test's log is shown: this many bytes at its end. */
const LOG_BYTES = 20_000;
/** Time limit for closing one thing; catches a hang, as nothing takes that long. */
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
    // Here, because Jest's set-up files run before `setup`, and modules they import read this global once, when loaded.
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
    // The SDK starts the time-skipping server, and only environment variables reach it.
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
        // Now, because hooks that run after a test clean up what is to be reported.
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
        // Before Jest tears down the module registry: closing may import further modules.
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

  /** Closes whatever the file registered, newest first. An error does not keep the rest from being closed. */
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

/** Awaits `close()`. @throws when it takes longer than CLOSE_MS. */
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
