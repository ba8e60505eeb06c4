/** What `environment.mjs` tells the test file that runs in it. */
interface RunningTest {
  signal(): AbortSignal;
  atEnd(close: () => Promise<void>): void;
  atFailure(tell: () => Promise<string>): void;
  /** Where the file's parts log to; null outside of `npm test`. */
  readonly logFile: string | null;
}

const running = (globalThis as { sigfollowTest?: RunningTest }).sigfollowTest;

/** Aborted once the test is over, also by its time limit. Outside of a test (in `npm run chaos`) it never is. */
export const testSignal = (): AbortSignal => running?.signal() ?? new AbortController().signal;

/** Closes something when the test file is over, whether or not its tests passed; the newest first. */
export const atFileEnd = (close: () => Promise<void>): void => running?.atEnd(close);

/** Of a test or hook that has just failed: what the file's parts tell of where it stands, into the output. */
export const atFailure = (tell: () => Promise<string>): void => running?.atFailure(tell);

export const testLogFile: string | null = running?.logFile ?? null;
