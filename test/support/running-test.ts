/** What `environment.mjs` provides to the test file that runs in it. */
interface RunningTest {
  signal(): AbortSignal;
  atEnd(close: () => Promise<void>): void;
  atFailure(tell: () => Promise<string>): void;
  /** Path of the test file's log; null outside of `npm test`. */
  readonly logFile: string | null;
}

const running = (globalThis as { sigfollowTest?: RunningTest }).sigfollowTest;

/**
 * A signal that is aborted when the test is over or exceeds its time limit. Outside Jest (`npm run chaos`) it never is.
 */
export const testSignal = (): AbortSignal => running?.signal() ?? new AbortController().signal;

/** Registers something to be closed at the end of the test file, whether or not its tests passed; newest first. */
export const atFileEnd = (close: () => Promise<void>): void => running?.atEnd(close);

/** Registers a description of the current state, which is printed whenever a test or hook of the file fails. */
export const atFailure = (tell: () => Promise<string>): void => running?.atFailure(tell);

export const testLogFile: string | null = running?.logFile ?? null;
